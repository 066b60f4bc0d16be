using Inquest.Formats.Minidump;

namespace Inquest.Cli.Stackwalk;

/// <summary>Why a file is not a dump that can be walked: what, why, and the next step.</summary>
sealed record InputProblem(string Text, int ExitCode)
{
    public static InputProblem Of(MinidumpError error, string path)
    {
        var name = path == "-" ? "standard input" : path;
        return error switch
        {
            MinidumpError.NotFound => new($"inquest: {name} does not exist.", Cli.ExitCode.NothingFound),
            MinidumpError.Unreadable => new(
                $"inquest: {name} cannot be read. Is it a file, and may you read it?", Cli.ExitCode.UnreadableInput),
            MinidumpError.Empty => new(
                $"inquest: {name} is empty. The writer died before its first byte, or the upload was cut.", Cli.ExitCode.UnreadableInput),
            MinidumpError.TooShort => new(
                $"inquest: {name} ends inside the 32 bytes of the header: it was cut. Fetch it again.", Cli.ExitCode.UnreadableInput),
            MinidumpError.BadSignature => new(
                $"inquest: {name} is not a minidump: it does not begin with MDMP. `inquest inspect` says what it is.",
                Cli.ExitCode.UnreadableInput),
            MinidumpError.Compressed => new(
                $"inquest: {name} is compressed. Unpack it into the command: gunzip -c FILE | inquest stackwalk -",
                Cli.ExitCode.UnreadableInput),
            MinidumpError.NoStreams or MinidumpError.NoDirectory => new(
                $"inquest: {name} has a minidump's header and nothing behind it: it was cut or overwritten. Fetch it again.",
                Cli.ExitCode.UnreadableInput),
            _ => new($"inquest: {name} cannot be read as a minidump ({error}).", Cli.ExitCode.UnreadableInput),
        };
    }
}
