// Writes Byob.Shared/Counting/LetterTable.g.cs from the Unicode Character Database.
//
//     apt-get install unicode-data        (Debian 12 has Unicode 15.0.0, the version of Go 1.21 to 1.24)
//     dotnet run --project tests/Byob.LetterTables -- /usr/share/unicode Byob.Shared/Counting/LetterTable.g.cs
//
// Two files are read: UnicodeData.txt (categories and simple lower-case mappings, UAX #44) and the first line of Blocks.txt,
// which names the version. The result is committed: no build and no worker needs the database.

using Byob.LetterTables;

if (args.Length != 2)
{
    Console.Error.WriteLine("Say the folder of the Unicode Character Database and the file to write.");
    return 1;
}

var database = UnicodeDatabase.Read(args[0]);
File.WriteAllText(args[1], TableWriter.Write(database));
Console.WriteLine($"Unicode {database.Version}: {database.Letters.Count} letters, {database.Lower.Count} with a lower-case mapping.");
return 0;
