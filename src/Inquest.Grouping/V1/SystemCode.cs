using System.Buffers;

namespace Inquest.Grouping.V1;

/// <summary>Tells the app's own code from everybody's, where no SDK said.</summary>
static class SystemCode
{
    static readonly string[] Folders =
    [
        "/usr/lib", "/lib/", "/lib64/", "/usr/libexec", "/usr/local/lib", "/system/", "/apex/", "/vendor/", "/snap/core", "/nix/store/",
        "/usr/share/dotnet", "[vdso]", "linux-gate", "linux-vdso",
    ];

    static readonly string[] WindowsFolders = ["\\windows\\", "\\winsxs\\", "\\program files\\dotnet\\shared\\"];

    static readonly string[] AppleFolders = ["/System/", "/usr/lib/", "/Library/Apple/", "/private/var/db/dyld/", "/Developer/"];

    static readonly HashSet<string> Modules = new(StringComparer.Ordinal)
    {
        "ntdll.dll", "kernel32.dll", "kernelbase.dll", "user32.dll", "win32u.dll", "gdi32.dll", "gdi32full.dll", "advapi32.dll", "combase.dll",
        "ole32.dll", "oleaut32.dll", "rpcrt4.dll", "msvcrt.dll", "ucrtbase.dll", "ucrtbased.dll", "vcruntime140.dll", "vcruntime140_1.dll",
        "vcruntime140d.dll", "msvcp140.dll", "msvcp140d.dll", "ws2_32.dll", "shell32.dll", "shlwapi.dll", "sechost.dll", "imm32.dll",
        "comctl32.dll", "crypt32.dll", "d3d11.dll", "d3d9.dll", "d3d12.dll", "dxgi.dll", "opengl32.dll", "wow64.dll", "wow64cpu.dll", "wow64win.dll",
        "coreclr.dll", "clr.dll", "clrjit.dll", "mscorwks.dll", "hostfxr.dll", "hostpolicy.dll", "mfc140.dll", "mfc140u.dll", "mfc90.dll",
        "libc.so", "libpthread.so", "libm.so", "libdl.so", "librt.so", "libstdc++.so", "libc++.so", "libc++abi.so", "libgcc_s.so", "libunwind.so",
        "ld-linux-x86-64.so", "ld-linux.so", "ld-linux-aarch64.so", "ld-linux-armhf.so", "ld.so", "libglib.so", "libgobject.so", "libgio.so",
        "libgthread.so", "libgtk.so", "libgdk.so", "libx11.so", "libxcb.so", "libcoreclr.so", "libclrjit.so", "libart.so", "libhwui.so", "libutils.so",
        "libbinder.so", "libandroid_runtime.so", "libjvm.so", "linker", "linker64", "app_process", "app_process64", "app_process32",
        "libsystem_kernel.dylib", "libsystem_pthread.dylib", "libsystem_c.dylib", "libsystem_platform.dylib", "libsystem_malloc.dylib",
        "libdispatch.dylib", "libobjc.a.dylib", "libc++abi.dylib", "libc++.dylib", "libdyld.dylib", "dyld", "corefoundation", "foundation",
        "uikit", "uikitcore", "appkit", "hitoolbox", "libswiftcore.dylib", "graphicsservices", "linux-gate.so", "linux-vdso.so", "libasan.so",
    };

    static readonly SearchValues<string> ManagedFolders = SearchValues.Create(
        ["node_modules/", "node:", "site-packages/", "dist-packages/", "/lib/python", "\\lib\\python", "/gems/", "<frozen ", "vendor/", "(native)", "internal/"],
        StringComparison.Ordinal);

    static readonly PrefixSet ManagedNamespaces = new(
    [
        "System.", "Microsoft.", "Windows.", "Internal.", "Interop.", "MS.Internal.", "java.", "javax.", "jdk.", "sun.", "com.sun.", "kotlin.", "kotlinx.",
        "scala.", "groovy.", "android.", "androidx.", "com.android.", "dalvik.", "libcore.", "org.junit.", "junit.", "org.springframework.",
        "org.apache.tomcat.", "org.apache.catalina.", "jakarta.", "io.netty.", "reactor.", "dart:", "Sentry.",
    ]);

    static readonly PrefixSet NativeNamespaces = new(
    [
        "std::", "__gnu_cxx::", "__cxxabiv1::", "core::", "alloc::", "<alloc::", "<core::", "<std::", "boost::", "tokio::", "runtime.", "ATL::", "Windows::",
    ]);

    public static bool IsSystemModule(string? path, string? cleanName)
    {
        if (cleanName is not null && (Modules.Contains(cleanName) || cleanName.StartsWith("api-ms-win-", StringComparison.Ordinal)))
        {
            return true;
        }

        if (path is null)
        {
            return false;
        }

        return Array.Exists(Folders, f => path.StartsWith(f, StringComparison.Ordinal))
            || Array.Exists(AppleFolders, f => path.StartsWith(f, StringComparison.Ordinal))
            || Array.Exists(WindowsFolders, f => path.Contains(f, StringComparison.OrdinalIgnoreCase));
    }

    public static bool IsLibraryFunction(string? function) =>
        function is not null && NativeNamespaces.StartsAny(function);

    public static bool IsManagedLibrary(string? module, string? path) =>
        (module is not null && ManagedNamespaces.StartsAny(module))
        || (path is not null && path.AsSpan().IndexOfAny(ManagedFolders) >= 0);
}
