using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Byob.Web.Hosting;

/// <summary>Tells the start-up problems that a person at the console can mend from faults of ours, which keep their stack trace.</summary>
internal static class StartProblems
{
    /// <summary>What to tell the person; null when the exception is not such a problem.</summary>
    public static string? Sentence(Exception problem) => problem switch
    {
        StartRefusedException refused => refused.Message,
        OptionsValidationException options => string.Join(" ", options.Failures),
        IOException { InnerException: AddressInUseException } busy =>
            $"{busy.Message} Stop the program that listens there, or choose another port with --urls http://*:5151.",
        _ => null,
    };
}
