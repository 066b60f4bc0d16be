using System.Text;
using Inquest.Storage.Spool;

namespace Inquest.Storage.Tests.Spool;

public sealed class SpoolTests : IDisposable
{
    static readonly SpoolPosition Start = new(0, 0);
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reads_back_what_many_writers_appended_at_once()
    {
        using var writer = new SpoolWriter(_folder.Path);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => writer.AppendAsync(Bytes("h"), Bytes($"body {i}"))));
        var read = ReadAll(writer);
        Assert.Equal(500, read.Count);
        Assert.Equal(500, read.Distinct().Count());
        Assert.Contains("hbody 499", read);
    }

    [Fact]
    public async Task A_new_process_reads_what_an_older_one_left_and_ignores_its_torn_tail()
    {
        using (var first = new SpoolWriter(_folder.Path))
        {
            await first.AppendAsync(Bytes("a"), Bytes("1"));
            await first.AppendAsync(Bytes("a"), Bytes("2"));
        }

        var segment = Directory.GetFiles(_folder.Path)[0];
        using (var file = File.Open(segment, FileMode.Append))
        {
            // Says 100 bytes and has three.
            file.Write([100, 0, 0, 0, 1, 2, 3, 4, 9, 9, 9]);
        }

        using var second = new SpoolWriter(_folder.Path);
        await second.AppendAsync(Bytes("b"), Bytes("3"));
        Assert.Equal(["a1", "a2", "b3"], ReadAll(second));
    }

    [Fact]
    public async Task A_damaged_record_ends_its_segment_and_says_so()
    {
        using (var first = new SpoolWriter(_folder.Path))
        {
            await first.AppendAsync(Bytes("a"), Bytes("1"));
            await first.AppendAsync(Bytes("a"), Bytes("2"));
        }

        var segment = Directory.GetFiles(_folder.Path)[0];
        var bytes = File.ReadAllBytes(segment);
        bytes[^1] ^= 1;
        File.WriteAllBytes(segment, bytes);
        using var second = new SpoolWriter(_folder.Path);
        await second.AppendAsync(Bytes("b"), Bytes("3"));
        long skipped = 0;
        Assert.Equal(["a1", "b3"], ReadAll(second, (_, count) => skipped = count));
        Assert.Equal(10, skipped);
    }

    [Fact]
    public async Task Records_larger_than_a_batch_come_back_whole_and_segments_follow_each_other()
    {
        using var writer = new SpoolWriter(_folder.Path);
        var large = new byte[StorageLimits.SpoolBatchBytes + 12345];
        large.AsSpan().Fill((byte)'x');
        for (var i = 0; i < 18; i++)
        {
            await writer.AppendAsync(Bytes($"{i:D2}"), large);
        }

        Assert.True(Directory.GetFiles(_folder.Path).Length > 1);
        using var reader = new SpoolReader(_folder.Path, () => writer.DurableEnd);
        var position = Start;
        for (var i = 0; i < 18; i++)
        {
            var entry = Assert.Single(reader.Read(ref position, 100));
            Assert.Equal(large.Length + 2, entry.Payload.Length);
            Assert.Equal($"{i:D2}", Encoding.UTF8.GetString(entry.Payload.Span[..2]));
        }

        reader.DeleteBefore(position);
        Assert.Single(Directory.GetFiles(_folder.Path));
        Assert.Empty(reader.Read(ref position, 100));
    }

    [Fact]
    public async Task Reading_can_begin_anywhere_between_records()
    {
        using var writer = new SpoolWriter(_folder.Path);
        await writer.AppendAsync(Bytes("a"), Bytes("1"));
        await writer.AppendAsync(Bytes("a"), Bytes("2"));
        using var reader = new SpoolReader(_folder.Path, () => writer.DurableEnd);
        var position = Start;
        var first = Assert.Single(reader.Read(ref position, 1));
        Assert.Equal(first.Next, position);
        Assert.Equal("a2", Encoding.UTF8.GetString(Assert.Single(reader.Read(ref position, 10)).Payload.Span));
    }

    static List<string> ReadAll(SpoolWriter writer, Action<long, long>? onTail = null)
    {
        using var reader = new SpoolReader(writer.Folder, () => writer.DurableEnd, onTail);
        var all = new List<string>();
        var position = Start;
        while (reader.Read(ref position, 100) is { Count: > 0 } batch)
        {
            all.AddRange(batch.Select(entry => Encoding.UTF8.GetString(entry.Payload.Span)));
        }

        return all;
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
