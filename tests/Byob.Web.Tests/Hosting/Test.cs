using Xunit;

namespace Byob.Web.Tests.Hosting;

/// <summary>What every test has at hand.</summary>
internal static class Test
{
    /// <summary>Cancelled when the run of the tests is.</summary>
    public static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
