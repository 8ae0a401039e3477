using Byob.Web.Party.Access;
using Byob.Web.Party.SignIn;
using Byob.Web.Party.Tickets;
using Byob.Web.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Byob.Web.Party;

/// <summary>Puts the party into the house: who may come in, and how everybody else is kept out.</summary>
public static class PartySetup
{
    public static WebApplicationBuilder AddParty(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<PartyOptions>, PartyOptionsValidator>();
        services.AddOptions<PartyOptions>().BindConfiguration(PartyOptions.Section).ValidateOnStart();
        services.AddSingleton<PartyFile>();
        services.AddSingleton<IPasswordHasher<PartyRecord>, PasswordHasher<PartyRecord>>();
        services.AddSingleton<PartyPasswords>();
        services.AddSingleton<MemberAccounts>();
        services.AddSingleton(provider => new PartyRoster(
            provider.GetRequiredService<PartyStore>(), provider.GetRequiredService<PartyFile>(), provider.GetRequiredService<ILogger<PartyRoster>>()));
        services.AddSingleton<IPartyIdentity>(provider => provider.GetRequiredService<PartyRoster>());
        services.AddSingleton<HostTicket>();
        services.AddSingleton<FirstWords>();
        services.AddSingleton<PartyOpening>();
        services.AddSingleton(provider => NewLockOut(provider.GetRequiredService<IOptions<PartyOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PartyDoor>();
        services.AddSingleton<JoinTickets>();
        services.AddSingleton<IJoinTickets>(provider => provider.GetRequiredService<JoinTickets>());
        services.AddSingleton<WorkerEnrolment>();
        services.AddSingleton<IBuiltInEnrolment>(provider => provider.GetRequiredService<WorkerEnrolment>());
        services.AddSingleton<IMembers, Members>();
        // Where the log is JSON for a program, the banner goes to the other stream.
        services.AddSingleton(new BannerWriter(builder.Configuration["Logging:Console:FormatterName"] is "json" ? Console.Error : Console.Out));
        services.AddSingleton<OpenAddresses>();
        services.AddSingleton<PartyBanner>();

        AddIdentity(services);
        AddAccess(services);
        services.AddRateLimiter(limiter => limiter.AddPolicy<string, DoorLimit>(DoorLimit.Policy));
        services.AddRazorComponents();
        return builder;
    }

    /// <summary>Makes or finds the party. Call after the storage is prepared, before anything asks who may come in.</summary>
    public static async Task OpenPartyAsync(this WebApplication app)
    {
        await app.Services.GetRequiredService<PartyOpening>().OpenAsync(app.Lifetime.ApplicationStopping);
        // The first key is made here and not in the middle of the first request.
        app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(PartySetup)).Protect([]);
        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<PartyBanner>().Show);
    }

    /// <summary>The layers that ask who is there, and the door. Call before other features map.</summary>
    public static WebApplication MapParty(this WebApplication app)
    {
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapSignIn();
        app.MapEnrol();
        app.MapTickets();
        return app;
    }

    private static LockOut NewLockOut(PartyOptions options, TimeProvider time) => new(options.TriesBeforeLock, options.LockTime, time);

    private static void AddIdentity(IServiceCollection services)
    {
        // Which names are good is said in PartyRules, for members, invitations and machines alike.
        services.AddIdentityCore<Member>(identity => identity.User.AllowedUserNameCharacters = "").AddUserStore<MemberStore>();
        services.AddDataProtection().SetApplicationName("byob");
        services.AddSingleton<IXmlRepository, KeysInDatabase>();
        services.AddOptions<KeyManagementOptions>().Configure<IXmlRepository>((keys, repository) => keys.XmlRepository = repository);
    }

    private static void AddAccess(IServiceCollection services)
    {
        services.AddSingleton<MemberCookies>();
        services.AddAuthentication(PartySchemes.Party)
            .AddPolicyScheme(PartySchemes.Party, null, scheme =>
                scheme.ForwardDefaultSelector = context => WorkerAuthentication.FindToken(context.Request) is null ? PartySchemes.Member : PartySchemes.Worker)
            .AddScheme<AuthenticationSchemeOptions, WorkerAuthentication>(PartySchemes.Worker, null)
            .AddCookie(PartySchemes.Member, cookie =>
            {
                cookie.Cookie.Name = "byob.member";
                cookie.Cookie.HttpOnly = true;
                // Lax and not Strict: a link to a job, sent to a friend who is signed in, opens. OriginGuard refuses what Lax lets through.
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.LoginPath = "/signin";
                cookie.ReturnUrlParameter = "returnUrl";
                cookie.SlidingExpiration = true;
                cookie.EventsType = typeof(MemberCookies);
            });
        services.AddOptions<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(PartySchemes.Member)
            .Configure<IOptions<PartyOptions>>((cookie, options) => cookie.ExpireTimeSpan = options.Value.SessionTime);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Member, policy => IsMember(policy))
            .AddPolicy(Policies.Host, policy => IsMember(policy).RequireClaim(PartyClaims.Host, "true"))
            .AddPolicy(Policies.Worker, policy => policy.RequireAuthenticatedUser().RequireClaim(PartyClaims.Worker))
            .AddPolicy(Policies.MemberOrWorker, policy => policy.RequireAuthenticatedUser())
            .SetDefaultPolicy(IsMember(new AuthorizationPolicyBuilder()).Build())
            .SetFallbackPolicy(IsMember(new AuthorizationPolicyBuilder()).Build());
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitIdentity>();
        services.AddScoped<CircuitHandler, RemovedMemberCircuits>();
    }

    private static AuthorizationPolicyBuilder IsMember(AuthorizationPolicyBuilder policy) =>
        policy.RequireAuthenticatedUser().RequireAssertion(context => !context.User.HasClaim(claim => claim.Type == PartyClaims.Worker));
}
