using System.Xml.Linq;
using Byob.Web.Storage;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Party.Access;

/// <summary>Keeps the keys that cookies are sealed with in the database, so that they outlive a change of master; written on the one write path.</summary>
internal sealed class KeysInDatabase(IDbContextFactory<PartyDbContext> contexts, PartyStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var context = contexts.CreateDbContext();
        return [.. context.DataProtectionKeys.AsNoTracking().Select(key => key.Xml).AsEnumerable().OfType<string>().Select(xml => XElement.Parse(xml))];
    }

    /// <summary>Waits, since this interface knows no other way: once at the first start, then once in three months.</summary>
    public void StoreElement(XElement element, string friendlyName) => StoreAsync(element.ToString(SaveOptions.DisableFormatting), friendlyName).GetAwaiter().GetResult();

    private Task StoreAsync(string xml, string friendlyName) => store.WriteAsync(async context =>
    {
        // The number is made here and not by the database, so that every copy of the database gets the same one.
        var last = await context.DataProtectionKeys.MaxAsync(key => (int?)key.Id) ?? 0;
        await context.DataProtectionKeys.AddAsync(new DataProtectionKey { Id = last + 1, FriendlyName = friendlyName, Xml = xml });
    });
}
