using System.CommandLine;
using System.Security.Cryptography;
using Inquest.Storage;
using Inquest.Storage.Accounts;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest server password</c>: for whoever lost theirs.</summary>
static class ServerPasswordCommand
{
    // 15 bytes are 20 characters of base 64 without padding: 120 random bits.
    const int GeneratedPasswordBytes = 15;

    public static Command Create()
    {
        var email = new Argument<string>("email") { Description = "Address of the account." };
        var data = new Option<DirectoryInfo>("--data") { Description = "The server's data folder; the server may be running.", DefaultValueFactory = _ => new DirectoryInfo("data") };
        var command = new Command(
            "password",
            "Gives an account another password and ends its sign-ins. The password comes from INQUEST_PASSWORD; without it one is made up and printed once.")
        {
            email, data,
        };
        command.SetAction(parsed => Run(parsed.GetValue(email)!, parsed.GetValue(data)!));
        return command;
    }

    static int Run(string email, DirectoryInfo data)
    {
        var path = Path.Combine(data.FullName, "inquest.db");
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"inquest: {data} is no data folder: it has no inquest.db. Give the one that the server runs on with --data.");
            return ExitCode.Failed;
        }

        using var database = Database.Open(path);
        var given = Environment.GetEnvironmentVariable("INQUEST_PASSWORD");
        var password = string.IsNullOrEmpty(given) ? Convert.ToBase64String(RandomNumberGenerator.GetBytes(GeneratedPasswordBytes)) : given;
        switch (new SessionService(database, TimeProvider.System).ChangePassword(email, current: null, password, keep: null))
        {
            case PasswordChange.Done:
                Console.WriteLine(string.IsNullOrEmpty(given) ? $"{email}  password {password}  (shown this once)" : $"{email}  has the password of INQUEST_PASSWORD");
                return ExitCode.Done;
            case PasswordChange.TooShort:
                Console.Error.WriteLine($"inquest: the password is too short; INQUEST_PASSWORD needs at least {Password.LengthMin} characters.");
                return ExitCode.Failed;
            default:
                Console.Error.WriteLine($"inquest: nobody has the address {email} here. 'inquest server setup' makes the first account, Settings → Members the others.");
                return ExitCode.NothingFound;
        }
    }
}
