using Byob.Web.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Byob.Web.Party;

/// <summary>Finds, adds and removes members with Identity's user manager, inside a change of the party.</summary>
internal sealed class MemberAccounts(
    IOptions<IdentityOptions> options,
    IPasswordHasher<Member> hasher,
    IdentityErrorDescriber describer,
    TimeProvider time,
    IServiceProvider services,
    ILogger<UserManager<Member>> logger)
{
    private static readonly UpperInvariantLookupNormalizer Normalizer = new();

    public async Task<Member?> FindAsync(PartyDbContext context, string name)
    {
        using var members = Over(context);
        return await members.FindByNameAsync(name);
    }

    public async Task<Member> AddAsync(PartyDbContext context, string name)
    {
        var member = new Member { Id = Guid.CreateVersion7(time.GetUtcNow()), UserName = name, JoinedAt = time.GetUtcNow() };
        using var members = Over(context);
        Demand(await members.CreateAsync(member));
        return member;
    }

    public async Task RemoveAsync(PartyDbContext context, Member member)
    {
        using var members = Over(context);
        Demand(await members.DeleteAsync(member));
    }

    private static void Demand(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException($"The member could not be changed: {string.Join(" ", result.Errors.Select(error => error.Description))}");
    }

    // The context stays the caller's: disposing the manager disposes a store that does not own it.
    private UserManager<Member> Over(PartyDbContext context) =>
        new(new MemberStore(context, describer), options, hasher, [new UserValidator<Member>(describer)], [], Normalizer, describer, services, logger);
}
