using System.Security.Cryptography;
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
        InvalidOperationException { Message: var message } when message.Contains("HTTPS endpoint", StringComparison.Ordinal) =>
            $"An https address needs a certificate. Give one with --{GivenCertificate.PathKey}=FILE, or have one made with --Hosting:SelfMadeCertificate=true.",
        CryptographicException or FileNotFoundException { FileName: not null } when problem.StackTrace?.Contains("Kestrel", StringComparison.Ordinal) == true =>
            $"The certificate cannot be used: {problem.Message} Look at {GivenCertificate.PathKey}, KeyPath and Password.",
        _ => null,
    };
}
