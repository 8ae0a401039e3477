namespace Byob.Web.Hosting;

/// <summary>By what a machine knows a certificate that no authority vouches for.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate, 64 hexadecimal digits: what a worker keeps.</param>
/// <param name="PublicKey">SHA-256 of its public key (SubjectPublicKeyInfo) in base64: what curl takes.</param>
public sealed record CertificatePin(string Fingerprint, string PublicKey);
