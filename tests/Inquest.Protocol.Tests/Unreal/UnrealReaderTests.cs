using System.IO.Compression;
using Inquest.Protocol.Events;
using Inquest.Protocol.Forms;
using Inquest.Protocol.Unreal;
using Inquest.Testing;

namespace Inquest.Protocol.Tests.Unreal;

public sealed class UnrealReaderTests
{
    const string Context = """
        <?xml version="1.0" encoding="UTF-8"?>
        <FGenericCrashContext>
          <RuntimeProperties>
            <CrashType>Assert</CrashType>
            <GameName>UE4-Kart</GameName>
            <EngineVersion>4.27.2</EngineVersion>
            <LoginId>l-1</LoginId>
            <GameSessionID />
            <CallStack>Kart!FRace::Start() [d:\kart\race.cpp:42]
        Kart!WinMain()
        ntdll</CallStack>
            <ErrorMessage>lap &lt; laps &amp;&amp; started</ErrorMessage>
            <UserDescription>it froze</UserDescription>
          </RuntimeProperties>
          <GameData><__sentry>{"release":"kart@2.1","tags":{"track":"desert"}}</__sentry></GameData>
        </FGenericCrashContext>
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reads_both_forms_of_the_container(bool isNew)
    {
        var body = Pack(isNew, ("CrashContext.runtime-xml", Encoding.UTF8.GetBytes(Context)), ("a.dmp", "MDMP…"u8.ToArray()), ("Kart.log", "log"u8.ToArray()));
        Assert.Equal(FormError.None, UnrealReader.Read(body, null, ProtocolLimits.Default, out var form));
        Assert.True(form.Dump.Span.SequenceEqual("MDMP…"u8));
        Assert.Equal(["CrashContext.runtime-xml", "Kart.log"], form.Attachments.Select(file => file.Name));
        Assert.Equal(("UE4-Kart", "it froze"), (form.Product, form.Comments));
        Assert.Empty(form.Findings);
        var report = Event(form);
        Assert.Equal("kart@2.1", report.Release);
        Assert.Equal("lap < laps && started", report.Message);
        Assert.Equal(("desert", "4.27.2"), (report.Tags["track"], report.Tags["unreal.engine"]));
        Assert.Equal("l-1", report.User!.Id);
        Assert.Empty(report.Exceptions);
    }

    [Fact]
    public void Without_a_dump_the_engine_tells_the_stack()
    {
        var body = Pack(isNew: true, ("CrashContext.runtime-xml", Encoding.Unicode.GetBytes(Context)));
        Assert.Equal(FormError.None, UnrealReader.Read(body, "login|epic|machine", ProtocolLimits.Default, out var form));
        var exception = Assert.Single(Event(form).Exceptions);
        Assert.Equal(("Assert", "lap < laps && started"), (exception.Type, exception.Value));
        Assert.Equal(["FRace::Start", "WinMain", null], exception.Frames.Select(frame => frame.Function));
        Assert.Equal(("Kart", "d:\\kart\\race.cpp", 42), (exception.Frames[0].Module, exception.Frames[0].File, exception.Frames[0].Line));
        Assert.True(Event(form).IsCrash);
    }

    [Fact]
    public void What_precedes_a_cut_is_kept()
    {
        var whole = Container(isNew: true, ("CrashContext.runtime-xml", Encoding.UTF8.GetBytes(Context)), ("a.dmp", new byte[1000]));
        Assert.Equal(FormError.None, UnrealReader.Read(whole.AsMemory(0, whole.Length - 500), null, ProtocolLimits.Default, out var form));
        Assert.Equal("unreal-cut", Assert.Single(form.Findings).Code);
        Assert.Equal("UE4-Kart", form.Product);
    }

    [Fact]
    public void Refuses_what_is_no_report()
    {
        Assert.Equal(FormError.Empty, Error([]));
        Assert.Equal(FormError.InvalidContainer, Error("CR1"u8.ToArray()));
        Assert.Equal(FormError.InvalidContainer, Error([1, 2, 3]));
        Assert.Equal(FormError.InvalidCompression, Error([0x78, 0x9c, 1, 2, 3]));
        Assert.Equal(FormError.MissingMinidump, Error(Pack(isNew: true, ("a.txt", [1]))));
        Assert.Equal(
            FormError.TooLarge, UnrealReader.Read(Zlib(new byte[3 << 20]), null, ProtocolLimits.Default with { MaxBodyBytes = 1 << 20 }, out _));
    }

    [Fact]
    public void Never_throws_on_bytes() =>
        Gen.Byte.Array[0, 200].Sample(bytes => UnrealReader.Read(Container(isNew: true, ("CrashContext.runtime-xml", bytes), ("b", bytes))
            .Concat(bytes).ToArray(), null, ProtocolLimits.Default, out _));

    [Fact]
    public void Reads_a_real_report()
    {
        if (Corpus.Case("unreal/symbolic-unreal") is not { } folder)
        {
            Assert.Skip("corpus not present");
            return;
        }

        Assert.Equal(FormError.None, UnrealReader.Read(File.ReadAllBytes(Path.Combine(folder, "unreal_crash")), null, ProtocolLimits.Default, out var form));
        Assert.Equal(410_700, form.Dump.Length);
        Assert.Equal(3, form.Attachments.Count);
        var report = Event(form);
        Assert.StartsWith("Assertion failed: false [File:", report.Message, StringComparison.Ordinal);
        Assert.Equal(("Windows", "10"), (report.System.Os, report.System.OsVersion));
        Assert.Equal("2e7d369327054a448be6c8d3601213cb", report.User!.Id);
        Assert.StartsWith("2018-10-29", Event(form).OriginalTimestamp, StringComparison.Ordinal);
    }

    static FormError Error(byte[] body) => UnrealReader.Read(body, null, ProtocolLimits.Default, out _);

    static Reports.Report Event(MinidumpForm form)
    {
        Assert.Equal(EventError.None, SdkEventReader.Read(form.EventJson!.Value, new EventContext(DateTimeOffset.UtcNow), ProtocolLimits.Default, out var read));
        return read!.Report;
    }

    static byte[] Pack(bool isNew, params (string Name, byte[] Content)[] files) => Zlib(Container(isNew, files));

    static byte[] Zlib(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            zlib.Write(bytes);
        }

        return packed.ToArray();
    }

    static byte[] Container(bool isNew, params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        if (isNew)
        {
            writer.Write("CR1"u8);
        }

        Header(writer, isNew ? files.Length : 0);
        for (var i = 0; i < files.Length; i++)
        {
            writer.Write(i);
            Name(writer, files[i].Name);
            writer.Write(files[i].Content.Length);
            writer.Write(files[i].Content);
        }

        if (!isNew)
        {
            Header(writer, files.Length);
        }

        return bytes.ToArray();
    }

    static void Header(BinaryWriter writer, int count)
    {
        Name(writer, "UE4CC-Windows-1_0000");
        Name(writer, "UE4CC-Windows-1_0000.ue4crash");
        writer.Write(12345);
        writer.Write(count);
    }

    static void Name(BinaryWriter writer, string name)
    {
        writer.Write(260);
        writer.Write(Encoding.UTF8.GetBytes(name.PadRight(260, '\0')));
    }
}
