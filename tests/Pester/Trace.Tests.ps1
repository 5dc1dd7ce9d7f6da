BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"

    # A trace of two events and three that its tracer discarded, as a session.
    function Open-Trace {
        param([string] $Path)
        Set-Content "$Path/metadata" @'
/* CTF 1.8 */
typealias integer { size = 8; align = 8; } := uint8_t;
typealias integer { size = 32; align = 8; } := uint32_t;
typealias integer { size = 32; align = 8; base = 16; } := hex32_t;
trace { major = 1; minor = 8; byte_order = le; };
env { tracer_name = "made-by-hand"; };
stream {
    packet.context := struct { uint32_t content_size; uint32_t packet_size; uint32_t events_discarded; uint32_t cpu_id; };
    event.header := struct { uint32_t timestamp; };
};
event {
    name = "hand:made";
    fields := struct { enum : uint8_t { IDLE, BUSY } state; hex32_t value; string text; uint8_t n; uint32_t row[n]; };
};
'@
        $bytes = [System.Collections.Generic.List[byte]]::new()
        foreach ($word in 392, 392, 3, 1) { $bytes.AddRange([System.BitConverter]::GetBytes([uint32] $word)) }
        $bytes.AddRange([System.BitConverter]::GetBytes([uint32] 1000))
        $bytes.AddRange([byte[]] (1, 42, 0, 0, 0, 104, 105, 0, 2, 5, 0, 0, 0, 6, 0, 0, 0))
        $bytes.AddRange([System.BitConverter]::GetBytes([uint32] 2000))
        $bytes.AddRange([byte[]] (9, 255, 255, 255, 255, 34, 0, 0))
        [System.IO.File]::WriteAllBytes("$Path/stream_1", $bytes.ToArray())
        Import-OProfCapture $Path 3> $null
    }
}

Describe 'A trace of another tracer' {
    BeforeAll {
        $folder = New-Item -ItemType Directory "$TestDrive/trace"
        $session = Open-Trace $folder.FullName
        $events = $session | Receive-OProfEvent -Kind Data
    }

    AfterAll { Remove-AllSession }

    It 'is a session that has ended' {
        $session.State | Should -Be 'Stopped'
        $session.Target | Should -Be 'trace of made-by-hand'
        $session.Event | Should -Be 'hand:made'
        $session.Frequency | Should -BeNullOrEmpty
        $session.LostCount | Should -Be 3
        $session.Notice | Should -BeNullOrEmpty
    }

    It 'gives its events with a name and named fields' {
        $events.Count | Should -Be 2
        $events.Name | Should -Be 'hand:made', 'hand:made'
        $events.Time | Should -Be 1000, 2000
        $events.Cpu | Should -Be 1, 1
        $events[0].Fields.Keys | Should -Be 'state', 'value', 'text', 'n', 'row'
        $events[0].Fields.value | Should -Be 42
        $events[0].Fields.text | Should -Be 'hi'
        $events[0].Fields.row | Should -Be 5, 6
    }

    It 'compares labels by name and by number' {
        @($events | Where-Object { $_.Fields.state -eq 'busy' }).Count | Should -Be 1
        @($events | Where-Object { $_.Fields.state -eq 9 }).Time | Should -Be 2000
    }

    It 'exports to CSV without the name of a type' {
        $csv = $events | ConvertTo-Csv
        $csv -join "`n" | Should -Not -Match 'System\.|OProf\.'
        ($csv | ConvertFrom-Csv)[0].Fields | Should -Be 'state = BUSY, value = 0x2a, text = "hi", n = 2, row = [5, 6]'
        ($csv | ConvertFrom-Csv)[1].Fields | Should -Be 'state = 9, value = 0xffffffff, text = "\"", n = 0, row = []'
    }

    It 'becomes JSON with its fields' {
        $fields = ($events[0] | ConvertTo-Json -Depth 4 | ConvertFrom-Json).Fields
        $fields.state.Label | Should -Be 'BUSY'
        $fields.state.Value | Should -Be 1
        $fields.row | Should -Be 5, 6
    }

    It 'prints its fields' {
        $events[0] | Out-String -Width 200 | Should -Match ([regex]::Escape('hand:made state = BUSY, value = 0x2a, text = "hi"'))
    }

    It 'counts what its tracer discarded as lost' {
        $total = $session | Get-OProfStatistic -Total
        $total.Received, $total.Delivered, $total.Lost, $total.SourceDiscarded | Should -Be 5, 2, 3, 3
        $total.Balanced | Should -BeTrue
        $lost = $session | Receive-OProfEvent -Kind Lost
        $lost.LossCause, $lost.LostCount | Should -Be 'SourceDiscarded', 3
    }
}
