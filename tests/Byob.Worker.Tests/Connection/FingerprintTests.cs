using Byob.Worker.Connection;

namespace Byob.Worker.Tests.Connection;

public sealed class FingerprintTests
{
    private const string Bare = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Theory]
    [InlineData(Bare)]
    [InlineData("  00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF ")]
    [InlineData("00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF")]
    [InlineData("sha256 Fingerprint=00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF")]
    [InlineData("SHA-256 00112233 44556677 8899aabb ccddeeff 00112233 44556677 8899aabb ccddeeff")]
    public void TryParse_AsItIsShownSomewhere_IsTheSame(string text)
    {
        Assert.True(Fingerprint.TryParse(text, out var fingerprint));
        Assert.Equal(Bare, fingerprint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0011")]
    [InlineData("g0112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    [InlineData(Bare + "00")]
    public void TryParse_NoFingerprint_IsNone(string text) => Assert.False(Fingerprint.TryParse(text, out _));
}
