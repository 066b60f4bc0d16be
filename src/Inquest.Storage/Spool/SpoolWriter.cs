using Microsoft.Win32.SafeHandles;

namespace Inquest.Storage.Spool;

/// <summary>Makes bytes durable for many requests at once: one write and one sync for all that wait (group commit).</summary>
/// <remarks>
/// While one group is being synced the next one gathers, so the group grows with the load and the rate of syncs does not.
/// A failed write or sync leaves the state of the file unknown: the segment is given up and a new one begun.
/// </remarks>
public sealed class SpoolWriter : IDisposable
{
    // Fewer are answered faster by one thread than another one wakes.
    const int RecordsPerWorkItem = 4;

    readonly string _folder;
    readonly Lock _gate = new();
    readonly AutoResetEvent _wake = new(initialState: false);
    readonly byte[] _buffer = new byte[StorageLimits.SpoolWriteBufferBytes];
    readonly Thread _thread;
    List<Pending> _waiting = [];
    List<Pending> _writing = [];
    SafeFileHandle? _segment;
    long _segmentNumber;
    long _offset;
    int _buffered;
    volatile bool _stopping;
    volatile bool _isSegmentEnded;
    SpoolPosition _durableEnd;
    Action? _appended;

    /// <summary>Begins a new segment after all that are there and after what was read before.</summary>
    /// <param name="folder">Where segments lie.</param>
    /// <param name="read">
    /// How far the database has read. It may be ahead of the folder, when a database was restored without its spool: what is
    /// written behind its cursor would be passed over.
    /// </param>
    public SpoolWriter(string folder, SpoolPosition read = default)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        _segmentNumber = Math.Max(SegmentFile.List(folder).LastOrDefault(), read.Segment);
        BeginSegment();
        _thread = new Thread(Run) { Name = "inquest-spool", IsBackground = true };
        _thread.Start();
    }

    public string Folder => _folder;

    /// <summary>Everything before this place is on disk.</summary>
    public SpoolPosition DurableEnd
    {
        get
        {
            lock (_gate)
            {
                return _durableEnd;
            }
        }
    }

    /// <summary>What comes next goes into a new segment, so that the old one, once read, is deleted: somebody's bytes in it are to go.</summary>
    public void EndSegment() => _isSegmentEnded = true;

    /// <summary>About how many durable bytes lie behind a place.</summary>
    public long BytesSince(SpoolPosition position)
    {
        var end = DurableEnd;
        return Math.Max(0, ((end.Segment - position.Segment) * StorageLimits.SpoolSegmentBytes) + end.Offset - position.Offset);
    }

    /// <summary>Called after each group, on the writer's thread; must not block.</summary>
    public void OnAppended(Action action) => _appended = action;

    /// <summary>Completes when the record is on disk. Both parts must stay as they are until then.</summary>
    /// <exception cref="IOException">The disk did not take it; nothing was promised.</exception>
    public Task AppendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        if ((long)head.Length + body.Length is 0 or > StorageLimits.SpoolRecordBytesMax)
        {
            throw new ArgumentOutOfRangeException(nameof(body), "A record must have between one byte and the limit.");
        }

        var pending = new Pending(head, body);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            _waiting.Add(pending);
        }

        _wake.Set();
        return pending.Task;
    }

    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        lock (_gate)
        {
            _stopping = true;
        }

        _wake.Set();
        _thread.Join();
        _segment?.Dispose();
        _wake.Dispose();
    }

    void Run()
    {
        while (true)
        {
            _wake.WaitOne();
            while (TakeWaiting())
            {
                WriteGroup();
            }

            if (_stopping)
            {
                return;
            }
        }
    }

    bool TakeWaiting()
    {
        lock (_gate)
        {
            (_waiting, _writing) = (_writing, _waiting);
        }

        return _writing.Count > 0;
    }

    void WriteGroup()
    {
        try
        {
            if (_segment is null || _isSegmentEnded || _offset >= StorageLimits.SpoolSegmentBytes)
            {
                _isSegmentEnded = false;
                BeginSegment();
            }

            foreach (var pending in _writing)
            {
                Put(pending);
            }

            WriteBuffer();
            RandomAccess.FlushToDisk(_segment!);
            lock (_gate)
            {
                _durableEnd = new SpoolPosition(_segmentNumber, _offset);
            }

            Complete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUpSegment();
            foreach (var pending in _writing)
            {
                var refused = new IOException("The spool cannot be written: " + e.Message, e);
                ThreadPool.UnsafeQueueUserWorkItem(static work => work.pending.TrySetException(work.refused), (pending, refused), preferLocal: false);
            }
        }

        _writing.Clear();
        _appended?.Invoke();
    }

    /// <summary>
    /// What waits for a group goes on in a few work items, one after the other in each: a work item for every record would
    /// wake more threads than there are processors.
    /// </summary>
    void Complete()
    {
        var each = Math.Max(RecordsPerWorkItem, (_writing.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount);
        for (var start = 0; start < _writing.Count; start += each)
        {
            var part = _writing.GetRange(start, Math.Min(each, _writing.Count - start));
            ThreadPool.UnsafeQueueUserWorkItem(static part => part.ForEach(pending => pending.SetResult()), part, preferLocal: false);
        }
    }

    void Put(Pending pending)
    {
        Span<byte> header = stackalloc byte[SegmentFile.RecordHeaderSize];
        SegmentFile.WriteRecordHeader(header, pending.Head.Span, pending.Body.Span);
        Put(header);
        Put(pending.Head.Span);
        Put(pending.Body.Span);
    }

    void Put(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _buffered)
        {
            WriteBuffer();
        }

        if (bytes.Length > _buffer.Length)
        {
            RandomAccess.Write(_segment!, bytes, _offset);
            _offset += bytes.Length;
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    void WriteBuffer()
    {
        if (_buffered > 0)
        {
            RandomAccess.Write(_segment!, _buffer.AsSpan(0, _buffered), _offset);
            _offset += _buffered;
            _buffered = 0;
        }
    }

    void BeginSegment()
    {
        _segment?.Dispose();
        _segment = null;
        var number = _segmentNumber + 1;
        _segment = File.OpenHandle(
            Path.Combine(_folder, SegmentFile.Name(number)), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        _segmentNumber = number;
        Span<byte> header = stackalloc byte[SegmentFile.HeaderSize];
        SegmentFile.WriteHeader(header);
        RandomAccess.Write(_segment, header, 0);
        RandomAccess.FlushToDisk(_segment);
        _offset = SegmentFile.HeaderSize;
        lock (_gate)
        {
            _durableEnd = new SpoolPosition(number, _offset);
        }
    }

    // Records of the failed group may be on disk or not; cutting them off keeps a refused record from being read later.
    void GiveUpSegment()
    {
        _buffered = 0;
        try
        {
            if (_segment is not null)
            {
                RandomAccess.SetLength(_segment, DurableEnd.Segment == _segmentNumber ? DurableEnd.Offset : SegmentFile.HeaderSize);
            }
        }
        catch (IOException)
        {
        }

        _segment?.Dispose();
        _segment = null;
    }

    sealed class Pending(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
        : TaskCompletionSource
    {
        public ReadOnlyMemory<byte> Head { get; } = head;

        public ReadOnlyMemory<byte> Body { get; } = body;
    }
}
