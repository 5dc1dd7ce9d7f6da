using OProf.Buffers.Tests.Relay;

// A test that kills a writer needs one in a process of its own: this program again.
return args is [CrashWriter.Verb, var folder] ? CrashWriter.Run(folder) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
