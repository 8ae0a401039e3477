using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Byob.Web.Tests.Hosting;

/// <summary>Keeps what the host logs.</summary>
public sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    /// <summary>All of it, with exceptions, as one text.</summary>
    public string Text => string.Join('\n', _entries.Select(entry => $"{entry.Level} {entry.Category}[{entry.Id}] {entry.Message} {entry.Exception}"));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            capture._entries.Enqueue(new LogEntry(logLevel, category, eventId.Id, formatter(state, exception), exception));
    }
}

public sealed record LogEntry(LogLevel Level, string Category, int Id, string Message, Exception? Exception);
