using System.Security.Authentication;

namespace Byob.Worker.Connection;

/// <summary>The master showed a certificate that this worker does not take. The message is a sentence that says what to do.</summary>
internal sealed class CertificateRefusedException(string sentence) : AuthenticationException(sentence)
{
    /// <summary>The sentence, when this was what a call over https failed of; else null.</summary>
    public static string? In(Exception? fault)
    {
        while (fault is not null and not CertificateRefusedException)
            fault = fault.InnerException;
        return fault?.Message;
    }
}
