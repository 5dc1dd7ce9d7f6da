# What a user keeps beside his program: run again and again by ../baseline.ps1, with programs that have changed and with one that has not.
param([string[]] $Program, [string[]] $Reference, [string] $Baseline, [int] $Repeat, [double] $Within = 0.01)

Describe 'The program' {
    It 'has not regressed' {
        $measure = @{ Command = $Program; Repeat = $Repeat; WarmUp = 1 }
        if ($Reference) { $measured = Measure-OProfCommand @measure -ReferenceCommand $Reference -Event task-clock -Within 10 -WarningAction Ignore }
        else { $measured = Measure-OProfCommand @measure -Event page-faults -Frequency 9973 -SampleEvent cpu-clock:u }
        try { $measured | Should -NotRegressFrom $Baseline -Within $Within -FlameGraphPath "$TestDrive/difference.html" }
        finally { if ($measured.Session) { $measured.Session | Remove-OProfSession -Confirm:$false } }
    }
}
