using System.Net;
using Inquest.Storage.Backups;
using Inquest.Storage.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Server.Tests;

public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_of_a_server_under_load_has_everything_that_was_acknowledged_before_it()
    {
        await using var test = await TestServer.StartAsync();
        using var stopping = new CancellationTokenSource();
        var acknowledged = new List<string>();
        var sending = Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                var id = TestServer.NewId();
                var answer = await test.PostAsync(test.EnvelopePath, TestServer.Envelope(id, """{"message":"while it is copied"}"""));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    lock (acknowledged)
                    {
                        acknowledged.Add(id);
                    }
                }
            }
        });
        var backup = Path.Combine(Path.GetTempPath(), "inquest-backup-" + TestServer.NewId());
        var restored = backup + "-restored";
        try
        {
            List<string> before = [];
            for (var round = 0; round < 3; round++)
            {
                await test.EventuallyAsync(() => { lock (acknowledged) { return acknowledged.Count > (round + 1) * 50; } });
                lock (acknowledged)
                {
                    before = [.. acknowledged];
                }

                Assert.Equal(BackupError.None, DataFolderBackup.Make(test.Folder, backup, TimeProvider.System, copied: null, out _));
            }

            await stopping.CancelAsync();
            await sending;
            Assert.Equal(BackupError.None, DataFolderBackup.Restore(backup, restored, copied: null, out _));
            Assert.Equal(BackupError.TargetNotEmpty, DataFolderBackup.Restore(backup, restored, copied: null, out _));

            await using var other = await TestServer.StartAsync(restored);
            await other.DrainedAsync();
            using var reader = other.Database.Read();
            foreach (var id in before)
            {
                Assert.Equal(1, reader.Prepare("SELECT count(*) FROM event WHERE lower(hex(event_id)) = ?1").Bind(1, id).Scalar());
            }
        }
        finally
        {
            foreach (var folder in (string[])[backup, restored])
            {
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        }
    }

    [Fact]
    public async Task What_is_no_backup_or_no_data_folder_is_refused_and_left_as_it_is()
    {
        await using var test = await TestServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("inquest-backup-").FullName;
        try
        {
            var (backup, photos) = (Path.Combine(folder, "backup"), Directory.CreateDirectory(Path.Combine(folder, "photos")).FullName);
            await File.WriteAllTextAsync(Path.Combine(photos, "cat.jpg"), "cat");
            Assert.Equal(BackupError.NotABackup, DataFolderBackup.Make(test.Folder, photos, TimeProvider.System, null, out _));
            Assert.Equal(BackupError.NoDatabase, DataFolderBackup.Make(photos, backup, TimeProvider.System, null, out _));
            Assert.Equal(BackupError.Overlapping, DataFolderBackup.Make(test.Folder, Path.Combine(test.Folder, "backup"), TimeProvider.System, null, out _));
            Assert.Equal(BackupError.NotABackup, DataFolderBackup.Restore(photos, Path.Combine(folder, "new"), null, out _));

            Assert.Equal(BackupError.None, DataFolderBackup.Make(test.Folder, backup, TimeProvider.System, null, out _));
            File.Delete(Path.Combine(backup, DataFolderBackup.MarkName));
            Assert.Equal(BackupError.Incomplete, DataFolderBackup.Restore(backup, Path.Combine(folder, "new"), null, out _));

            await File.WriteAllTextAsync(Path.Combine(backup, DataFolderBackup.MarkName), "");
            using (var database = File.OpenWrite(Path.Combine(backup, "inquest.db")))
            {
                database.Position = 4096;
                database.Write(new byte[40_000]);
            }

            Assert.Equal(BackupError.Damaged, DataFolderBackup.Restore(backup, Path.Combine(folder, "new"), null, out _));
            Assert.Equal(["cat.jpg"], Directory.EnumerateFileSystemEntries(photos).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Another_password_ends_the_other_sign_ins()
    {
        await using var test = await TestServer.StartAsync();
        using var visitor = new Pages.PageVisitor(test, Role.Viewer);
        var sessions = test.Server.Services.GetRequiredService<SessionService>();
        var email = test.Text("SELECT email FROM user ORDER BY id DESC LIMIT 1")!;
        Assert.Equal(PasswordChange.Done, sessions.ChangePassword(email, current: null, "first password", keep: null));
        var (mine, other) = (sessions.SignIn(email, "first password", null), sessions.SignIn(email, "first password", null));

        Assert.Equal(PasswordChange.WrongPassword, sessions.ChangePassword(email, "wrong password", "second password", mine));
        Assert.Equal(PasswordChange.TooShort, sessions.ChangePassword(email, "first password", "short", mine));
        Assert.Equal(PasswordChange.NoSuchUser, sessions.ChangePassword("nobody@acme.example", null, "second password", mine));
        Assert.NotNull(sessions.Find(other));

        Assert.Equal(PasswordChange.Done, sessions.ChangePassword(email, "first password", "second password", mine));
        Assert.NotNull(sessions.Find(mine));
        Assert.Null(sessions.Find(other));
        Assert.Null(sessions.SignIn(email, "first password", null));
        Assert.NotNull(sessions.SignIn(email, "second password", null));
    }
}
