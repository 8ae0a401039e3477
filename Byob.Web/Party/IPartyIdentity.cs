namespace Byob.Web.Party;

/// <summary>What the party is called, and under which term this master reigns.</summary>
public interface IPartyIdentity
{
    /// <summary>The name in force now; the host may change it at any time (<see cref="PartyRoster.Changed"/>).</summary>
    string Name { get; }

    /// <summary>This master's reign number, one higher at every start. It does not change while the process runs.</summary>
    long Term { get; }
}
