using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Byob.Web.Party.Access;

/// <summary>Drops whatever an open tab of a removed member still sends, in case it does not follow the way out.</summary>
internal sealed class RemovedMemberCircuits(AuthenticationStateProvider identity) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            var state = await identity.GetAuthenticationStateAsync();
            if (state.User.Identity is { IsAuthenticated: true })
                await next(context);
        };
}
