using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Byob.Web.Party;

/// <summary>The one-use secret in the host link. It lives in memory only, as a hash: a restart makes a new one.</summary>
internal sealed class HostTicket
{
    private readonly Lock _lock = new();
    private byte[]? _hash;

    /// <summary>Makes a new ticket; an earlier one is void.</summary>
    public string Issue()
    {
        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        lock (_lock)
            _hash = Hash(ticket);
        return ticket;
    }

    public bool IsValid(string ticket)
    {
        lock (_lock)
            return Matches_NeedsLock(ticket);
    }

    /// <summary>True for exactly one caller with the right ticket.</summary>
    public bool TryUse(string ticket)
    {
        lock (_lock)
        {
            if (!Matches_NeedsLock(ticket))
                return false;
            _hash = null;
            return true;
        }
    }

    /// <summary>Makes a used ticket good again, when what it was used for did not happen. A newer ticket stays.</summary>
    public void GiveBack(string ticket)
    {
        lock (_lock)
            _hash ??= Hash(ticket);
    }

    private static byte[] Hash(string ticket) => SHA256.HashData(Encoding.UTF8.GetBytes(ticket));

    private bool Matches_NeedsLock(string ticket) => _hash is not null && ticket.Length <= 100 && CryptographicOperations.FixedTimeEquals(_hash, Hash(ticket));
}
