namespace Inquest.Processing.Scrub;

/// <summary>Environment variables whose values help and harm nobody; of all others only the name is kept.</summary>
static class EnvironmentNames
{
    static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH", "LANG", "LANGUAGE", "SHELL", "TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TZ", "HOME", "PWD", "OLDPWD", "TMPDIR",
        "TEMP", "TMP", "SHLVL", "EDITOR", "PAGER", "DISPLAY", "WAYLAND_DISPLAY", "DESKTOP_SESSION", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP",
        "OS", "OSTYPE", "HOSTTYPE", "MACHTYPE", "COMSPEC", "PATHEXT", "SYSTEMROOT", "WINDIR", "SYSTEMDRIVE", "PROGRAMFILES", "NUMBER_OF_PROCESSORS",
        "PROCESSOR_ARCHITECTURE", "PROCESSOR_IDENTIFIER", "PROCESSOR_LEVEL", "PROCESSOR_REVISION", "NODE_ENV", "RAILS_ENV", "RACK_ENV", "APP_ENV",
        "FLASK_ENV", "DJANGO_SETTINGS_MODULE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "JAVA_HOME", "GOPATH", "GOROOT", "CARGO_HOME", "RUSTUP_HOME",
        "DOTNET_ROOT", "DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT", "CI", "GITHUB_ACTIONS", "GITHUB_SHA", "GITHUB_REF", "GITHUB_RUN_ID",
        "GITHUB_WORKFLOW", "GITHUB_REPOSITORY", "SENTRY_RELEASE", "SENTRY_ENVIRONMENT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CC", "CXX",
        "REQUEST_METHOD", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SERVER_SOFTWARE", "GATEWAY_INTERFACE",
    };

    public static bool IsHarmless(string name) =>
        Harmless.Contains(name) || name.StartsWith("LC_", StringComparison.Ordinal);

    /// <summary>Keys under which SDKs put the environment: sentry-cli <c>extra.environ</c>, WSGI <c>request.env</c>.</summary>
    public static bool IsEnvironment(string key) => key is "environ" or "env" or "environment_variables" or "environmentVariables" or "process.env";
}
