Console.WriteLine("inquest");
return 0;
