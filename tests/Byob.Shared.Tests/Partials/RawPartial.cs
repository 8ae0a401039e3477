using System.Buffers.Binary;
using System.Text;
using Byob.Shared.Partials;
using ZstdSharp;

namespace Byob.Shared.Tests.Partials;

/// <summary>Builds partials field by field, as a hostile sender could: every checksum is right, and what it guards need not be.</summary>
internal sealed class RawPartial
{
    private readonly MemoryStream _bytes = new();
    private int _blocks;

    public RawPartial Header(byte version = 1, byte flags = 0, ushort minLength = 1, long countedBytes = 1000, string table = "15.0.0", int? tableLength = null)
    {
        var start = new MemoryStream();
        start.Write("BYOP"u8);
        start.WriteByte(version);
        start.WriteByte(flags);
        start.Write(BitConverter.GetBytes(minLength));
        start.Write(BitConverter.GetBytes(countedBytes));
        start.WriteByte((byte)(tableLength ?? table.Length));
        start.Write(Encoding.ASCII.GetBytes(table));
        _bytes.Write(start.ToArray());
        _bytes.Write(BitConverter.GetBytes(PartialFormat.Checksum(start.ToArray(), 0)));
        return this;
    }

    public RawPartial Block(byte[] plain, int? plainLength = null) => Compressed(new Compressor(1).Wrap(plain).ToArray(), plainLength ?? plain.Length);

    public RawPartial Compressed(byte[] compressed, int plainLength, int? length = null)
    {
        Write(length ?? compressed.Length);
        Write(plainLength);
        _bytes.Write(BitConverter.GetBytes(PartialFormat.Checksum(compressed, _blocks++)));
        _bytes.Write(compressed);
        return this;
    }

    public byte[] End(long entries, long words)
    {
        var trailer = new byte[PartialFormat.TrailerBytes];
        BinaryPrimitives.WriteInt64LittleEndian(trailer.AsSpan(4), entries);
        BinaryPrimitives.WriteInt64LittleEndian(trailer.AsSpan(12), words);
        _bytes.Write(trailer);
        _bytes.Write(BitConverter.GetBytes(PartialFormat.Checksum(trailer, _blocks)));
        return _bytes.ToArray();
    }

    private void Write(int number) => _bytes.Write(BitConverter.GetBytes(number));
}
