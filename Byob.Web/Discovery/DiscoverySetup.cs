using Byob.Shared.Hubs;

namespace Byob.Web.Discovery;

/// <summary>Puts the answer to "is there a party?" into the house.</summary>
public static class DiscoverySetup
{
    public static WebApplicationBuilder AddDiscovery(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new AnnouncePlace(PartyAnnouncement.QuestionPort));
        builder.Services.AddHostedService<PartyAnnouncer>();
        return builder;
    }
}
