using Inquest.Protocol.Envelopes;

namespace Inquest.Protocol.Tests.Envelopes;

public sealed class EnvelopeReaderTests
{
    const string Id = "9ec79c33ec9942ab8353589fcb2e04dc";

    static Envelope Read(string text, ProtocolLimits? limits = null) =>
        EnvelopeReader.Read(Encoding.UTF8.GetBytes(text), limits ?? ProtocolLimits.Default);

    static string Payload(EnvelopeItem item) => Encoding.UTF8.GetString(item.Payload.Span);

    [Fact]
    public void Splits_on_line_feeds_only_and_leaves_carriage_returns_in_payloads()
    {
        var envelope = Read("{}\r\n{\"type\":\"event\"}\r\n{\"a\":1}\r\n");
        Assert.Equal(EnvelopeError.None, envelope.Error);
        Assert.Equal("{\"a\":1}\r", Payload(envelope.Items[0]));
    }

    [Fact]
    public void Takes_exactly_the_length_even_with_line_feeds_inside()
    {
        var envelope = Read("{}\n{\"type\":\"attachment\",\"length\":5}\na\nb\nc\n{\"type\":\"event\",\"length\":2}\n{}");
        Assert.Equal(["a\nb\nc", "{}"], envelope.Items.Select(Payload));
    }

    [Fact]
    public void Refuses_bytes_after_the_length_but_keeps_what_came_before()
    {
        Assert.True(Read("{}\n{\"type\":\"event\",\"length\":1}\n{}").IsRefused);
        var envelope = Read("{}\n{\"type\":\"event\"}\n{}\n{\"type\":\"attachment\",\"length\":1}\nab");
        Assert.Equal((EnvelopeError.MissingNewline, false, 1), (envelope.Error, envelope.IsRefused, envelope.Items.Count));
    }

    [Fact]
    public void A_truncated_attachment_does_not_lose_the_crash()
    {
        var envelope = Read("{}\n{\"type\":\"event\"}\n{\"level\":\"fatal\"}\n{\"type\":\"attachment\",\"length\":500}\nMDMP");
        Assert.Equal(EnvelopeError.Truncated, envelope.Error);
        Assert.NotNull(envelope.Event);
        Assert.Contains(envelope.FramingOutcomes(), o => o.Reason == "invalid_envelope");
    }

    [Fact]
    public void Allows_empty_payloads_of_all_three_kinds()
    {
        var envelope = Read("{}\n{\"type\":\"attachment\",\"length\":0}\n\n{\"type\":\"attachment\"}\n\n{\"type\":\"attachment\"}");
        Assert.Equal((EnvelopeError.None, 3), (envelope.Error, envelope.Items.Count));
        Assert.All(envelope.Items, i => Assert.True(i.Payload.IsEmpty));
    }

    [Fact]
    public void Skips_blank_lines_between_and_after_items() =>
        Assert.Equal(2, Read("{}\n\n\n{\"type\":\"event\"}\n{}\n\n\r\n{\"type\":\"session\"}\n{}\n\n\n").Items.Count);

    [Fact]
    public void An_envelope_without_items_is_fine()
    {
        var envelope = Read("{}");
        Assert.False(envelope.IsRefused);
        Assert.Equal("empty_envelope", envelope.FramingOutcomes().Single().Reason);
    }

    [Fact]
    public void Counts_unknown_items_and_keeps_their_siblings()
    {
        var envelope = Read("{}\n{\"type\":\"x-new\",\"foo\":1}\nabc\n{\"type\":\"event\"}\n{}");
        Assert.Equal("unsupported_item:x-new", envelope.Items[0].DropReason);
        Assert.NotNull(envelope.Event);
    }

    [Theory]
    [InlineData("{}\n{\"length\":1}\nx", EnvelopeError.MissingType)]
    [InlineData("{}\nnot json\nx", EnvelopeError.BadItemHeader)]
    [InlineData("{}\n{\"type\":\"event\",\"length\":-1}\nx", EnvelopeError.BadLength)]
    [InlineData("{}\n{\"type\":\"event\",\"length\":1e30}\nx", EnvelopeError.BadLength)]
    [InlineData("{}\n{\"type\":\"event\",\"length\":9223372036854775807}\nx", EnvelopeError.Truncated)]
    [InlineData("[]\n", EnvelopeError.BadHeader)]
    [InlineData("", EnvelopeError.Empty)]
    public void Names_what_is_malformed(string text, EnvelopeError expected)
    {
        var envelope = Read(text);
        Assert.Equal((expected, true), (envelope.Error, envelope.IsRefused));
    }

    [Theory]
    [InlineData("9EC79C33-EC99-42AB-8353-589FCB2E04DC", Id)]
    [InlineData(Id, Id)]
    [InlineData("00000000000000000000000000000000", null)]
    [InlineData("no", null)]
    public void Normalises_the_event_id(string written, string? expected) =>
        Assert.Equal(expected, Read($"{{\"event_id\":\"{written}\"}}").Header.EventId);

    [Fact]
    public void The_id_of_the_header_wins_over_the_payloads()
    {
        var payload = "{\"event_id\":\"ffffffffffffffffffffffffffffffff\"}";
        Assert.Equal(Id, Read($"{{\"event_id\":\"{Id}\"}}\n{{\"type\":\"event\"}}\n{payload}").FindEventId(ProtocolLimits.Default));
        Assert.Equal(new string('f', 32), Read($"{{}}\n{{\"type\":\"event\"}}\n{payload}").FindEventId(ProtocolLimits.Default));
    }

    [Fact]
    public void A_second_event_is_a_duplicate() =>
        Assert.Equal([null, "duplicate_item"], Read("{}\n{\"type\":\"event\"}\n{}\n{\"type\":\"event\"}\n{}").Items.Select(i => i.DropReason));

    [Fact]
    public void An_oversized_item_loses_only_itself()
    {
        var limits = ProtocolLimits.Default with { MaxClientReportBytes = 3, MaxAttachmentBytes = 6 };
        var envelope = Read("{}\n{\"type\":\"client_report\"}\n{\"a\":1}\n{\"type\":\"event\"}\n{}\n{\"type\":\"attachment\"}\nabcd\n{\"type\":\"attachment\"}\nabcd", limits);
        Assert.Equal(["too_large:client_report", null, null, "too_large:attachments"], envelope.Items.Select(i => i.DropReason));
    }

    [Fact]
    public void Reads_the_headers_of_a_native_crash()
    {
        var envelope = Read("{\"dsn\":\"https://0123456789abcdef0123456789abcdef@h/1\",\"event_id\":\"9ec79c33-ec99-42ab-8353-589fcb2e04dc\",\"trace\":{\"sample_rate\":1}}\n"
            + "{\"type\":\"attachment\",\"length\":4,\"attachment_type\":\"event.minidump\",\"filename\":\"a.dmp\",\"content_type\":\"\"}\nMDMP\n");
        Assert.NotNull(envelope.Minidump);
        Assert.Equal(("a.dmp", null), (envelope.Minidump.FileName, envelope.Minidump.ContentType));
        Assert.Equal("error", Inquest.Protocol.Outcomes.DataCategoryNames.ToWire(envelope.Minidump.Category));
        Assert.Null(envelope.Header.SentAt);
    }

    [Fact]
    public void Stops_at_too_many_items_and_too_long_headers()
    {
        var limits = ProtocolLimits.Default with { MaxItems = 2, MaxHeaderLineBytes = 64 };
        Assert.Equal(EnvelopeError.TooManyItems, Read("{}\n{\"type\":\"log\"}\n\n{\"type\":\"log\"}\n\n{\"type\":\"log\"}\n", limits).Error);
        Assert.Equal(EnvelopeError.HeaderTooLong, Read("{\"a\":\"" + new string('x', 100) + "\"}\n", limits).Error);
    }

    [Fact]
    public void Framing_round_trips() => Gen.Byte.Array[0, 40].Array[0, 8].Sample(payloads =>
    {
        using var stream = new MemoryStream();
        stream.Write("{}\n"u8);
        foreach (var payload in payloads)
        {
            stream.Write(Encoding.ASCII.GetBytes($"{{\"type\":\"attachment\",\"length\":{payload.Length}}}\n"));
            stream.Write(payload);
            stream.Write("\n"u8);
        }

        var envelope = EnvelopeReader.Read(stream.ToArray(), ProtocolLimits.Default);
        Assert.Equal(EnvelopeError.None, envelope.Error);
        Assert.Equal(payloads, envelope.Items.Select(i => i.Payload.ToArray()));
    });

    [Fact]
    public void Never_throws() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        EnvelopeReader.Read(bytes, ProtocolLimits.Default);
        EnvelopeReader.Read((byte[])[.. "{}\n{\"type\":\"event\"}\n"u8, .. bytes], ProtocolLimits.Default).FindEventId(ProtocolLimits.Default);
    });
}
