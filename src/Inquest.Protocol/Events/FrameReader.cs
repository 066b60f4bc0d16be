using System.Globalization;
using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary>
/// <c>stacktrace</c> objects → frames. The wire has the oldest call first, a report the innermost first.
/// </summary>
static class FrameReader
{
    /// <param name="stack">An object with <c>frames</c>, or the list itself.</param>
    /// <param name="omitted">Frames that were cut out of the middle.</param>
    public static IReadOnlyList<Frame> Read(JsonElement stack, EventDraft draft, out int omitted)
    {
        omitted = 0;
        var list = stack.IsArray() ? stack : stack.Get("frames"u8);
        if (!list.IsArray() || list.GetArrayLength() == 0)
        {
            return [];
        }

        // PHP and old Java clients put nulls between frames.
        var wire = list.EnumerateArray().Where(f => f.IsObject()).ToList();
        var limit = Math.Min(draft.Limits.MaxFrames, draft.FramesLeft);
        var keptOld = wire.Count <= limit ? wire.Count : limit / 2;
        omitted = Math.Max(wire.Count - limit, 0);
        draft.FramesLeft -= wire.Count - omitted;

        var addresses = new AddressRule(stack, draft.Platform);
        var frames = new List<Frame>(wire.Count - omitted);
        for (var i = wire.Count - 1; i >= 0; i--)
        {
            // The innermost and the outermost halves stay: runaway recursion needs both ends.
            if (omitted > 0 && i < keptOld + omitted && i >= keptOld)
            {
                continue;
            }

            frames.Add(One(wire[i], isInnermost: i == wire.Count - 1, addresses, draft));
        }

        if (omitted > 0)
        {
            draft.AddCut("frames", frames.Count, wire.Count);
        }

        var registers = Registers(stack.Get("registers"u8));
        if (registers.Count > 0 && frames.Count > 0)
        {
            frames[0] = frames[0] with { Registers = registers };
        }

        return frames;
    }

    static Frame One(JsonElement frame, bool isInnermost, in AddressRule addresses, EventDraft draft)
    {
        var limits = draft.Limits;
        var place = Place(frame, isInnermost, addresses, draft);
        var function = draft.Name(frame.Get("function"u8));
        var raw = draft.Name(frame.Get("raw_function"u8));
        var path = draft.Name(frame.Get("abs_path"u8));
        return place with
        {
            Trust = ParseTrust(frame.Get("trust"u8).Text(32), isInnermost && addresses.IsNative),
            Function = function ?? raw ?? draft.Name(frame.Get("symbol"u8)),
            RawFunction = raw ?? (function is null ? null : draft.Name(frame.Get("symbol"u8))),
            FunctionAddress = frame.Get("symbol_addr"u8).Address() is > 0 and var start ? start : null,
            File = draft.Name(frame.Get("filename"u8)) ?? path,
            AbsolutePath = path,
            Line = Number(frame.Get("lineno"u8)),
            Column = Number(frame.Get("colno"u8)),
            InApp = frame.Get("in_app"u8).Boolean(),
            ContextLine = frame.Get("context_line"u8).Text(limits.MaxSourceLineLength),
            PreContext = Lines(frame.Get("pre_context"u8), limits, fromEnd: true),
            PostContext = Lines(frame.Get("post_context"u8), limits, fromEnd: false),
            Vars = Vars(frame.Get("vars"u8), draft),
            Platform = frame.Get("platform"u8).Text(32) is { } platform && platform != draft.Platform ? platform : null,
        };
    }

    /// <summary>Module and address.</summary>
    static Frame Place(JsonElement frame, bool isInnermost, in AddressRule addresses, EventDraft draft)
    {
        var images = draft.Images;
        var package = draft.Name(frame.Get("package"u8));
        var module = draft.Name(frame.Get("module"u8)) ?? (package is null ? null : AddressRule.BaseName(package));
        var address = frame.Get("instruction_addr"u8).Address();
        var relative = RelativeTo(frame.Get("addr_mode"u8));
        if (relative is { } index)
        {
            var known = index >= 0 && index < images.Modules.Count ? images.Modules[index] : null;
            if (known is null)
            {
                return new Frame { Module = module };
            }

            // .NET: the address is an offset into the method's code and function_id its metadata token.
            if (known.Format == "pe_dotnet" || frame.Get("function_id"u8).Address() is not null)
            {
                return new Frame
                {
                    ModuleIndex = index,
                    Module = module ?? AddressRule.BaseName(known.CodeFile),
                    MethodToken = frame.Get("function_id"u8).Address() is <= uint.MaxValue and var token ? (uint)token : null,
                    IlOffset = address is <= uint.MaxValue ? (uint)address : null,
                };
            }

            address = address is { } offset && offset <= ulong.MaxValue - known.Base ? known.Base + offset : null;
        }

        if (address is not { } resume)
        {
            return new Frame { Module = module };
        }

        var instruction = addresses.Instruction(resume, isInnermost);
        var found = images.Find(instruction);
        return new Frame
        {
            Instruction = instruction,
            ResumeAddress = resume,
            ModuleIndex = found,
            Module = found is { } i && images.Modules[i].CodeFile.Length > 0 ? AddressRule.BaseName(images.Modules[i].CodeFile) : module,
            ModuleOffset = found is { } j ? instruction - images.Modules[j].Base
                : frame.Get("image_addr"u8).Address() is > 0 and var start && start <= instruction ? instruction - start : null,
        };
    }

    static int? RelativeTo(JsonElement mode)
    {
        var text = mode.Text(32);
        return text is not null && text.StartsWith("rel:", StringComparison.Ordinal)
            ? int.TryParse(text.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1
            : null;
    }

    static int? Number(JsonElement element) => element.Integer() is > 0 and <= int.MaxValue and var number ? (int)number : null;

    static FrameTrust ParseTrust(string? trust, bool isContext) => trust switch
    {
        "context" => FrameTrust.Context,
        "cfi" => FrameTrust.Cfi,
        "fp" => FrameTrust.FramePointer,
        "cfi-scan" or "cfi_scan" => FrameTrust.CfiScan,
        "scan" => FrameTrust.Scan,
        _ => isContext ? FrameTrust.Context : FrameTrust.Prewalked,
    };

    static IReadOnlyList<string> Lines(JsonElement lines, ProtocolLimits limits, bool fromEnd)
    {
        if (!lines.IsArray())
        {
            return [];
        }

        var all = lines.GetArrayLength();
        var taken = fromEnd ? lines.EnumerateArray().Skip(Math.Max(all - limits.MaxContextLines, 0)) : lines.EnumerateArray();
        return [.. taken.Take(limits.MaxContextLines).Select(l => l.Text(limits.MaxSourceLineLength) ?? "")];
    }

    static JsonElement? Vars(JsonElement vars, EventDraft draft)
    {
        if (vars.IsAbsent() || draft.VarsBytesLeft <= 0)
        {
            return null;
        }

        var kept = JsonTree.Keep(vars, draft.VarsBytesLeft, out var bytes);
        draft.VarsBytesLeft -= bytes;
        return kept;
    }

    static List<RegisterValue> Registers(JsonElement registers)
    {
        // The largest set here is arm64 with its vectors.
        const int most = 128;
        var values = new List<RegisterValue>();
        if (registers.IsObject())
        {
            foreach (var register in registers.EnumerateObject().Take(most))
            {
                if (register.Value.Address() is { } value)
                {
                    values.Add(new RegisterValue(JsonShapes.Cut(register.Name, 32), value));
                }
            }
        }

        return values;
    }
}
