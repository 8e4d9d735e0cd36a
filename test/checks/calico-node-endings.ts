/** The line with which a calico-node ended, in Canal as in Calico: the message of its log's check, and words of it. */
export const calicoNodeEndings = {
	'the kernel has no tables of IPv6': {
		line: '2026-11-22 07:59:00.000 [WARNING][61] felix/table.go 713: ip6tables-legacy-save command failed error=exit status 1 ipVersion=0x6 stderr="ip6tables-save v1.8.4 (legacy): Cannot initialize: Table does not exist (do you need to insmod?)"',
		message: 'kernelLacks',
		text: 'lacks ip6_tables',
	},
	'a rule of another program': {
		line: '2026-11-22 07:59:00.000 [WARNING][72] felix/table.go 713: iptables-nft-save command failed error=exit status 1 stderr="iptables-save v1.8.8 (nf_tables): Can\'t find library for match `shaman\'"',
		message: 'foreignRule',
		text: 'uses shaman, which',
	},
	'eBPF that this kernel refuses': {
		line: '2026-11-22 07:59:00.000 [PANIC][72] felix/int_dataplane.go 900: error creating bpf maps error=operation not permitted',
		message: 'bpfRefused',
		text: 'operation not permitted',
	},
	'a setting that the API refuses': {
		line: '2026-11-22 07:59:00.000 [ERROR][8] startup/startup.go 166: Error setting initial config: FelixConfiguration.crd.projectcalico.org "default" is invalid: spec.bpfLogLevel: Invalid value: "null"',
		message: 'settingRefused',
		text: 'spec.bpfLogLevel: Invalid value',
	},
	'a fault of its own': {
		line: 'panic: runtime error: invalid memory address or nil pointer dereference',
		message: 'panic',
		text: 'nil pointer',
	},
} as const;
