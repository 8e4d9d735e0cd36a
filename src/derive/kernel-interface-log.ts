import type {KernelSignature} from './kernel-complaints.ts';

/** What the kernel says of an interface that does not carry what it should. */
export type InterfaceFault =
	| 'txTimeout'
	| 'firmware'
	| 'flapping'
	| 'bondEmpty'
	| 'bondPartner'
	| 'ownAddress'
	| 'checksum'
	| 'noMemory';

/** `eth0` after the driver and its PCI address: `igb 0000:01:00.0 eth0`, `e1000e: eth0`, `eth0`. */
const device = String.raw`^(?:\S+ [\w:.-]+ |[a-z0-9_]+: )?(?<device>(?!NIC |Link |e1000_watchdog)[\w.@-]{1,15})`;

/**
 * The first that fits counts.
 * net/sched/sch_generic.c, net/bridge/br_fdb.c, drivers/net/bonding and the drivers in
 * drivers/net/ethernet of https://github.com/torvalds/linux
 */
export const interfaceSignatures: readonly KernelSignature<InterfaceFault>[] = [
	{
		fault: 'txTimeout',
		says: /NETDEV WATCHDOG: (?<device>\S+) \([^)]*\): transmit queue \d+ timed out/,
	},
	{fault: 'txTimeout', says: new RegExp(`${device}: NETDEV WATCHDOG: `)},
	{
		fault: 'txTimeout',
		says: new RegExp(
			`${device}: (?:Detected (?:Hardware|Tx) Unit Hang|tx hang|tx_timeout|transmit timed out|TX timeout detected|initiating reset due to tx timeout|Keep alive watchdog timeout|Reset adapter)`,
			'i',
		),
	},
	// The PCI address is all that firmware names.
	{
		fault: 'firmware',
		says: /^(?:mlx[45]_core|mlx5_core\.sf|i40e|ice|iavf|bnxt_en|bnx2x|qede|qlcnic|nfp|hns3|sfc|enic|liquidio) (?<detail>[0-9a-f:.]{7,12}).*(?:health compromised|Health issue observed|command timeout|timeout\. Will cause a leak|firmware fatal|Firmware (?:fatal error|not responding|error)|MC assert|Malicious Driver Detection|recovery failed|Reset failed|device is dead|Adapter is in failed state|PCI error detected|PCIe Bus Error: severity=Uncorrect)/i,
		atLeast: 2,
	},
	{
		fault: 'flapping',
		says: new RegExp(String.raw`${device}:? (?:igb: \S+ |e1000_watchdog: )?(?:NIC )?Link (?:is )?down`, 'i'),
		atLeast: 3,
	},
	{
		fault: 'flapping',
		says: /: \((?:slave|interface) (?<device>[^)]+)\): link status definitely down/,
		atLeast: 3,
	},
	{
		fault: 'bondEmpty',
		says: /^(?<device>\S+): now running without any active interface/,
		over: /^(?<device>\S+): (?:\((?:slave|interface) \S+\): (?:link status definitely up|making interface the new active)|active interface up)/,
	},
	{
		fault: 'bondPartner',
		says: /^(?<device>\S+): (?:Warning: )?No 802\.3ad response from the link partner/,
		atLeast: 2,
	},
	// A pod that reaches itself through its service gets its own packet back at the port of the bridge: no loop.
	{
		fault: 'ownAddress',
		says: /^(?<detail>\S+): received packet on (?<device>\S+) with own address as source address/,
		except: /received packet on (?:veth|cali|lxc)/,
		atLeast: 3,
	},
	{fault: 'checksum', says: /^(?<device>\S+): hw csum failure/, atLeast: 3},
	{
		fault: 'noMemory',
		says: new RegExp(
			`${device}: (?:.*(?:failed|unable) to (?:allocate|alloc|refill).*(?:rx|skb|page|buffer)|Rx refill failed)`,
			'i',
		),
		atLeast: 3,
	},
];
