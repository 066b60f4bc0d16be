using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Inquest.Client.Stacks;

/// <summary>The runtime's stack traces → frames, innermost first.</summary>
static class StackReader
{
    /// <param name="trace">With file information when lines are wanted.</param>
    /// <param name="images">Gains the modules of the frames.</param>
    /// <param name="limit">Most frames; the innermost and the outermost halves stay.</param>
    public static List<ManagedFrame> Read(StackTrace trace, ImageTable images, int limit)
    {
        var count = trace.FrameCount;
        var frames = new List<ManagedFrame>(Math.Min(count, limit));
        for (var i = 0; i < count; i++)
        {
            if (count > limit && i >= limit / 2 && i < count - (limit - (limit / 2)))
            {
                continue;
            }

            if (trace.GetFrame(i) is { } frame && Read(frame, images) is { } read)
            {
                frames.Add(read);
            }
        }

        return frames;
    }

    static ManagedFrame? Read(StackFrame frame, ImageTable images)
    {
        var place = (File: frame.GetFileName(), Line: frame.GetFileLineNumber(), Column: frame.GetFileColumnNumber());
        if (MethodOf(frame) is { } method)
        {
            if (IsHidden(method))
            {
                return null;
            }

            var (type, function) = MethodNames.Clean(method.DeclaringType?.FullName ?? method.DeclaringType?.Name, method.Name);
            var il = frame.GetILOffset();
            return new ManagedFrame(function, type, method.Module.Assembly.GetName().Name, place.File, place.Line, place.Column,
                TokenOf(method), il == StackFrame.OFFSET_UNKNOWN ? null : il, 0, images.IndexOf(method.Module));
        }

        // NativeAOT: names without reflection, and an address that native symbols explain.
        var info = DiagnosticMethodInfo.Create(frame);
        var address = (ulong)frame.GetNativeIP();
        if (info is null && address == 0)
        {
            return null;
        }

        var (cleanType, name) = info is null ? (null, null) : MethodNames.Clean(info.DeclaringTypeName, info.Name);
        return IsPlumbing(cleanType, name) ? null : new ManagedFrame(name, cleanType, SimpleName(info?.DeclaringAssemblyName),
            place.File, place.Line, place.Column, 0, null, address, address == 0 ? -1 : images.IndexOf(frame.GetNativeImageBase()));
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Name, token and module of a method that is running are always there; nothing else is asked of it.")]
    static MethodBase? MethodOf(StackFrame frame) => RuntimeFeature.IsDynamicCodeSupported ? frame.GetMethod() : null;

    // Methods made at run time have none.
    static int TokenOf(MethodBase method)
    {
        try
        {
            return method.MetadataToken;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    // What rethrows an awaited exception; Exception.StackTrace leaves the same frames out.
    static bool IsHidden(MethodBase method)
    {
        try
        {
            return method.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false)
                || method.DeclaringType?.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false) == true;
        }
        catch (Exception e) when (e is NotSupportedException or TypeLoadException or IOException)
        {
            return false;
        }
    }

    static bool IsPlumbing(string? type, string? function) =>
        (type, function) is ("System.Runtime.ExceptionServices.ExceptionDispatchInfo", "Throw")
            or ("System.Runtime.CompilerServices.TaskAwaiter", not null);

    static string? SimpleName(string? assembly)
    {
        var comma = assembly?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        return comma < 0 ? assembly : assembly![..comma];
    }
}
