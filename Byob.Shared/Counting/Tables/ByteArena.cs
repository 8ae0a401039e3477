namespace Byob.Shared.Counting;

/// <summary>Keeps the bytes of many words in a few large pages, so that a new word costs no allocation of its own.</summary>
internal sealed class ByteArena
{
    private const int PageBytes = 1 << 18;

    /// <summary>A longer run of bytes gets a page to itself.</summary>
    private const int LongestShared = PageBytes / 8;

    private readonly List<byte[]> _pages = [];
    private int _page = -1;
    private int _used = PageBytes;

    public long MemoryBytes { get; private set; }

    /// <summary>Bytes written since the last <see cref="Clear"/>.</summary>
    public long WrittenBytes { get; private set; }

    public ReadOnlySpan<byte> Read(int page, int offset, int length) => _pages[page].AsSpan(offset, length);

    public (int Page, int Offset) Write(ReadOnlySpan<byte> bytes)
    {
        WrittenBytes += bytes.Length;
        if (bytes.Length > LongestShared)
            return (Keep(bytes.ToArray()), 0);

        if (_used + bytes.Length > PageBytes)
            TakePage();
        bytes.CopyTo(_pages[_page].AsSpan(_used));
        _used += bytes.Length;
        return (_page, _used - bytes.Length);
    }

    /// <summary>Forgets all bytes and keeps the shared pages.</summary>
    public void Clear()
    {
        _pages.RemoveAll(page => page.Length != PageBytes);
        MemoryBytes = (long)_pages.Count * PageBytes;
        WrittenBytes = 0;
        _page = -1;
        _used = PageBytes;
    }

    private void TakePage()
    {
        // After a Clear the kept pages come first; a page that was made for one long run is skipped.
        do
            _page++;
        while (_page < _pages.Count && _pages[_page].Length != PageBytes);

        if (_page == _pages.Count)
            Keep(new byte[PageBytes]);
        _used = 0;
    }

    private int Keep(byte[] page)
    {
        _pages.Add(page);
        MemoryBytes += page.Length;
        return _pages.Count - 1;
    }
}
