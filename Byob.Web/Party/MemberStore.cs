using Byob.Web.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Byob.Web.Party;

/// <summary>Identity's store of members, which never saves by itself: only the one write path of <see cref="PartyStore"/> does.</summary>
internal sealed class MemberStore : UserOnlyStore<Member, PartyDbContext, Guid>
{
    public MemberStore(PartyDbContext context, IdentityErrorDescriber describer)
        : base(context, describer) => AutoSaveChanges = false;
}
