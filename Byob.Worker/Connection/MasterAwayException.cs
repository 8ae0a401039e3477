using System.Net;
using System.Net.Sockets;

namespace Byob.Worker.Connection;

/// <summary>The master could not be reached, or would not have the worker. The message is a sentence for people.</summary>
internal sealed class MasterAwayException(string sentence, bool isRemoved, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>True when the master does not know the worker's token; dialling again does not help.</summary>
    public bool IsRemoved { get; } = isRemoved;

    public static MasterAwayException From(Exception fault, Uri master, bool timedOut) => fault switch
    {
        _ when CertificateRefusedException.In(fault) is { } sentence => new(sentence, isRemoved: false, fault),
        HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => new(
            $"The party at {master} does not know this machine any more. Ask the host, then join again: byob join {master}", isRemoved: true, fault),
        HttpRequestException { StatusCode: HttpStatusCode.NotFound } => new($"There is no party at {master}; is the address right?", isRemoved: false, fault),
        _ when timedOut => new($"{master} does not answer.", isRemoved: false, fault),
        _ when Refused(fault) => new($"Nothing answers at {master}; the master is not running, or a firewall is between.", isRemoved: false, fault),
        _ => new($"The master at {master} could not be reached: {fault.Message}", isRemoved: false, fault),
    };

    private static bool Refused(Exception fault) =>
        fault is HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };
}
