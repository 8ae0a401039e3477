using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Byob.Web.Storage;

/// <summary>
/// Inserts rows of one kind at once, with one statement that is prepared once for a transaction: for what comes thousands of times a second, and
/// would cost several times as much if the context tracked it. Columns and conversions are those of the model.
/// </summary>
internal sealed class RowInsert<T> : IAsyncDisposable
    where T : class
{
    private readonly DbCommand _command;
    private readonly List<Column> _columns = [];

    /// <param name="context">With the transaction to which the rows belong; it has to outlive this.</param>
    public RowInsert(DbContext context)
    {
        var kind = context.Model.FindEntityType(typeof(T))!;
        var names = context.GetService<ISqlGenerationHelper>();
        _command = context.Database.GetDbConnection().CreateCommand();
        _command.Transaction = context.Database.CurrentTransaction!.GetDbTransaction();
        foreach (var property in kind.GetProperties())
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = "@" + property.Name;
            _command.Parameters.Add(parameter);
            _columns.Add(new Column(parameter, property.PropertyInfo!, property.GetTypeMapping().Converter, names.DelimitIdentifier(property.GetColumnName())));
        }

        _command.CommandText =
            $"INSERT INTO {names.DelimitIdentifier(kind.GetTableName()!)} ({string.Join(", ", _columns.Select(column => column.Name))}) "
            + $"VALUES ({string.Join(", ", _columns.Select(column => column.Parameter.ParameterName))})";
    }

    /// <exception cref="DbException">The row contradicts what is stored, or the disk failed; nothing of the transaction holds then.</exception>
    public async Task AddAsync(T row)
    {
        foreach (var (parameter, property, converter, _) in _columns)
        {
            var value = property.GetValue(row);
            parameter.Value = (converter is null ? value : converter.ConvertToProvider(value)) ?? DBNull.Value;
        }

        await _command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private sealed record Column(DbParameter Parameter, PropertyInfo Property, ValueConverter? Converter, string Name);
}
