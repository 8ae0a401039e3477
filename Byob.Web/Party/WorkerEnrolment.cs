using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party.Tickets;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Party;

/// <summary>Makes machines workers of the party, and gives each its own token.</summary>
internal sealed class WorkerEnrolment(PartyRoster roster, PartyDoor door, JoinTickets tickets, TimeProvider time, ILogger<WorkerEnrolment> logger) : IBuiltInEnrolment
{
    /// <summary>Checks the ticket, or else the owner's name and the party password as at sign-in, then enrols the machine.</summary>
    public async Task<Admission<EnrolReply>> EnrolAsync(EnrolRequest request, CancellationToken cancellationToken)
    {
        var workerName = PartyRules.Tidy(request.WorkerName);
        if (PartyRules.CheckWorkerName(workerName).Refusal is { } badName)
            return Admission<EnrolReply>.Refused(DoorVerdict.BadName, badName);

        var enrolled = request.Ticket is { } ticket
            ? await tickets.AdmitAsync(ticket, (context, owner) => AddAsync(context, owner, workerName), cancellationToken)
            : await door.AdmitAsync(request.MemberName, request.Password, (context, owner) => AddAsync(context, owner, workerName), cancellationToken);
        if (enrolled.Ok)
            PartyLog.Enrolled(logger, enrolled.Value.WorkerName, enrolled.Value.MemberName ?? "");
        return enrolled;
    }

    public Task<BuiltInIdentity> EnrolBuiltInAsync(string hostName, CancellationToken cancellationToken)
    {
        var token = WorkerToken.Make();
        return roster.ChangeAsync(
            async context =>
            {
                var worker = await context.Workers.FirstOrDefaultAsync(w => w.BuiltIn, cancellationToken);
                if (worker is null)
                {
                    worker = new WorkerRecord
                    {
                        Id = Guid.CreateVersion7(time.GetUtcNow()),
                        Name = "",
                        OwnerName = IBuiltInEnrolment.OwnerName,
                        TokenHash = [],
                        EnrolledAt = time.GetUtcNow(),
                        BuiltIn = true,
                    };
                    await context.Workers.AddAsync(worker, cancellationToken);
                }

                const string suffix = " (built in)";
                worker.Name = await FreeNameAsync(context, PartyRules.Cut(hostName, PartyRules.MaxName - suffix.Length) + suffix, worker.Id);
                worker.TokenHash = WorkerToken.Hash(token);
                worker.RevokedAt = null;
                return new BuiltInIdentity(new WorkerId(worker.Id), worker.Name, token);
            },
            cancellationToken);
    }

    private async Task<Admission<EnrolReply>> AddAsync(PartyDbContext context, Member owner, string workerName)
    {
        if (await context.Workers.CountAsync(worker => worker.RevokedAt == null) >= PartyRules.MaxEntries)
            return Admission<EnrolReply>.Refused(DoorVerdict.Full, $"The party has {PartyRules.MaxEntries} machines, and that is as many as it takes. Remove some on the Party page.");

        var token = WorkerToken.Make();
        var worker = new WorkerRecord
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Name = await FreeNameAsync(context, workerName, Guid.Empty),
            OwnerId = owner.Id,
            OwnerName = owner.UserName ?? "",
            TokenHash = WorkerToken.Hash(token),
            EnrolledAt = time.GetUtcNow(),
        };
        await context.Workers.AddAsync(worker);
        return Admission<EnrolReply>.Welcome(new EnrolReply(new WorkerId(worker.Id), token, worker.Name, roster.Name, worker.OwnerName));
    }

    /// <summary>The name asked for, with the first free number behind it when another machine of the party has it.</summary>
    private static async Task<string> FreeNameAsync(PartyDbContext context, string asked, Guid except)
    {
        var names = await context.Workers.Where(worker => worker.RevokedAt == null && worker.Id != except).Select(worker => worker.Name).ToListAsync();
        var taken = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var name = asked;
        for (var number = 2; taken.Contains(name); number++)
        {
            var suffix = $" {number}";
            name = PartyRules.Cut(asked, PartyRules.MaxName - suffix.Length) + suffix;
        }

        return name;
    }
}
