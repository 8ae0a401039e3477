using Byob.Shared.Chunks;
using Byob.Web.Dashboard.Components;
using Byob.Web.Dashboard.Presentation;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Byob.Web.Party;

/// <summary>Who belongs to the party, and what its host can do about it.</summary>
public sealed partial class PartyPage
{
    /// <summary>The roll has no news of its own: it is read again this often, while somebody looks.</summary>
    private static readonly TimeSpan RollAge = TimeSpan.FromSeconds(5);

    private PartyRoll? _roll;
    private DateTimeOffset _readAt;
    private Same<WorkerId>? _workers;
    private string _names = "";
    private string? _inviteRefusal;

    [Inject]
    public required IMembers Members { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    protected override object? Shown() => _roll is null ? null : (
        _roll.PartyName,
        Same.As(_roll.Members.Select(member => (member, Format.Age(member.JoinedAt, Now), member.LastSignInAt is { } at ? Format.Age(at, Now) : ""))),
        Same.As(_roll.Invitations),
        _roll.Workers.Length);

    protected override async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var workers = Same.As(Party.Workers.Select(worker => worker.Id));
        if (_roll is not null && workers.Equals(_workers) && Now - _readAt < RollAge)
            return;
        _workers = workers;
        _readAt = Now;
        _roll = await Members.RollAsync(cancellationToken);
    }

    private static string HostName(PartyRoll roll) => roll.Members.FirstOrDefault(member => member.IsHost)?.Name ?? "nobody yet";

    private Task<bool> ChangeAsync(Func<Actor, CancellationToken, Task<Outcome>> action, string done)
    {
        _readAt = default;
        return DoAsync(action, done);
    }

    private async Task InviteAsync()
    {
        var names = InviteNames.Split(_names);
        if (names.Length == 0)
            return;
        var outcome = await Members.InviteAsync(names, Actor, Closing);
        _inviteRefusal = outcome.Refusal;
        if (!outcome.Ok)
            return;
        _names = "";
        _readAt = default;
        await LookAgainAsync();
    }

    private async Task WithdrawAsync(InvitationEntry invitation) =>
        await ChangeAsync((actor, cancel) => Members.WithdrawInvitationAsync(invitation.Name, actor, cancel), $"{invitation.Name} is no longer invited.");

    private async Task RemoveAsync(MemberEntry member)
    {
        if (await Dialogs.AskAsync($"Remove {member.Name}?", "They are signed out everywhere at once, and their machines stop counting for this party. Datasets and results stay.", $"Remove {member.Name}"))
            await ChangeAsync((actor, cancel) => Members.RemoveAsync(member.Id, actor, cancel), $"{member.Name} is removed.");
    }

    private async Task HandOverAsync(MemberEntry member)
    {
        if (await Dialogs.AskAsync($"Make {member.Name} the host?", "They can then invite, remove and change the password, and you no longer can.", "Hand over"))
            await ChangeAsync((actor, cancel) => Members.HandOverAsync(member.Id, actor, cancel), $"{member.Name} is the host now.");
    }

    private Task RenameAsync() => TypeAsync("Rename the party", "Everybody sees the name.", "Name", _roll!.PartyName, false, "Rename", (actor, typed, cancel) => Members.RenamePartyAsync(typed, actor, cancel));

    private Task ChangePasswordAsync() => TypeAsync(
        "Change the party password",
        "Whoever is in stays in, people and machines. From now on, joining needs the new one.",
        "New password",
        "",
        true,
        "Change it",
        (actor, typed, cancel) => Members.ChangePasswordAsync(typed, actor, cancel));

    private async Task TypeAsync(string title, string text, string label, string value, bool secret, string yes, Func<Actor, string, CancellationToken, Task<Outcome>> action)
    {
        var parameters = new DialogParameters<TypeDialog>
        {
            { dialog => dialog.Title, title },
            { dialog => dialog.Text, text },
            { dialog => dialog.Label, label },
            { dialog => dialog.Value, value },
            { dialog => dialog.Secret, secret },
            { dialog => dialog.Yes, yes },
            { dialog => dialog.Action, typed => action(Actor, typed, Closing) },
        };
        var shown = await Dialogs.ShowAsync<TypeDialog>(null, parameters, new DialogOptions { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true });
        if (await shown.Result is not { Canceled: false })
            return;
        Snackbar.Add("Changed.", Severity.Success);
        _readAt = default;
        await LookAgainAsync();
    }
}
