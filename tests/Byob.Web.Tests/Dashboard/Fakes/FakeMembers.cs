using Byob.Web.Party;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>A roll that a test sets; remembers what was asked.</summary>
internal sealed class FakeMembers : IMembers
{
    public PartyRoll Roll { get; set; } = new(
        "Bit Counters",
        [
            new MemberEntry(Some.Alice, "Alice", true, Some.Now.AddDays(-20), Some.Now.AddMinutes(-30)),
            new MemberEntry(Some.Bob, "Bob", false, Some.Now.AddDays(-3), null),
        ],
        [],
        []);

    public string? Refusal { get; set; }

    public List<string> Asked { get; } = [];

    public Task<PartyRoll> RollAsync(CancellationToken cancellationToken) => Task.FromResult(Roll);

    public Task<Outcome> InviteAsync(IReadOnlyList<string> names, Actor actor, CancellationToken cancellationToken) => Answer($"invite {string.Join('+', names)}");

    public Task<Outcome> WithdrawInvitationAsync(string name, Actor actor, CancellationToken cancellationToken) => Answer($"withdraw {name}");

    public Task<Outcome> RemoveAsync(Guid memberId, Actor actor, CancellationToken cancellationToken) => Answer($"remove {memberId}");

    public Task<Outcome> RemoveWorkerAsync(Guid workerId, Actor actor, CancellationToken cancellationToken) => Answer($"remove worker {workerId}");

    public Task<Outcome> HandOverAsync(Guid memberId, Actor actor, CancellationToken cancellationToken) => Answer($"hand over {memberId}");

    public Task<Outcome> ChangePasswordAsync(string password, Actor actor, CancellationToken cancellationToken) => Answer($"password {password}");

    public Task<Outcome> RenamePartyAsync(string name, Actor actor, CancellationToken cancellationToken) => Answer($"rename {name}");

    private Task<Outcome> Answer(string asked)
    {
        Asked.Add(asked);
        return Task.FromResult(Refusal is null ? Outcome.Done : Outcome.Refused(Refusal));
    }
}
