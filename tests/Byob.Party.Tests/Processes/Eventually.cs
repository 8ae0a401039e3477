namespace Byob.Party.Tests.Processes;

/// <summary>Waits for something that another process is to bring about, and says what when it does not.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public static async Task<T> SeeAsync<T>(string what, Func<Task<T?>> look, Func<string>? context = null)
        where T : class
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Patience)
        {
            if (await look() is { } seen)
                return seen;
            await Task.Delay(Pace, TimeProvider.System);
        }

        throw new TimeoutException($"Did not see in {Patience.TotalSeconds} s: {what}. {context?.Invoke()}");
    }
}
