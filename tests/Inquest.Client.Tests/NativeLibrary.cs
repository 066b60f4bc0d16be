using Inquest.Testing;

namespace Inquest.Client.Tests;

/// <summary>libinquest as eng/build-native leaves it.</summary>
static class NativeLibrary
{
    public static string Path { get; } = System.IO.Path.Combine(ProjectTree.Root, "dist", "lib", "libinquest.so");

    public static bool IsBuilt => File.Exists(Path);

    /// <summary>For the sample; empty when it is not built.</summary>
    public static string[] Arguments => IsBuilt ? ["--library", Path] : [];
}
