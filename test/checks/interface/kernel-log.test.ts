import {test} from 'vitest';
import check from '../../../checks/interface/kernel-log.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf, now} from '../builders.ts';
import {kernelSays} from '../kernel-lines.ts';

const names = ['eno1', 'ens192', 'ens1f0', 'eth1', 'eth2', 'eth3', 'eth4', 'br0', 'cni0', 'veth0f3a2b11'];
const links = linksOf(
	{ifname: 'eth0', ifindex: 2, mtu: 1500, flags: [], operstate: 'UP', link: 'bond0'},
	{ifname: 'bond0', ifindex: 3, mtu: 1500, flags: [], operstate: 'UP'},
	{ifname: 'bond1', ifindex: 4, mtu: 1500, flags: [], operstate: 'UP'},
	...names.map((ifname, index) => ({
		...{ifname, ifindex: 10 + index, mtu: 1500, flags: [], operstate: 'UP', master: 'bond0'},
	})),
	{ifname: 'idrac', ifindex: 40, mtu: 1500, flags: [], operstate: 'UP'},
);
const of = (message: string, options?: Parameters<typeof kernelSays>[1]) => ({
	log: kernelSays([message], options),
	now,
	links,
});
const nic = (name: string) => ({kind: 'Interface', name}) as const;
const watchdog = 'NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out';
const linkDown = 'igb 0000:01:00.0 eno1: igb: eno1 NIC Link is Down';
const empty = 'bond0: now running without any active interface!';

testCheck(test, check, {
	passes: {
		'a quiet log': {evidence: {log: [], now, links}},
		'what happened an hour ago': {evidence: of(watchdog, {ago: 70})},
		'a switch that was restarted': {evidence: of(linkDown, {times: 2})},
		'a card that carries nothing': {
			evidence: of('cdc_ether 1-14.3:2.0 idrac: NIC Link is Down', {times: 9}),
		},
		'a graphics card with trouble of its own': {
			evidence: of('pcieport 0000:00:01.0: AER: Uncorrected (Non-Fatal) error received: 0000:17:00.0', {
				times: 4,
			}),
		},
		'disks that are not there': {evidence: of('ata1: SATA link down (SStatus 0 SControl 300)', {times: 6})},
		'programs without memory': {
			evidence: {
				log: kernelSays(
					['kvm: failed to allocate page', 'nvidia-uvm: failed to allocate page', 'eth9: hw csum failure'],
					{times: 6},
				),
				now,
				links,
			},
		},
		'an address that a pod has twice': {
			evidence: of('IPv6: eth0: IPv6 duplicate address 2001:db8::5 used by 52:54:00:12:34:56 detected!'),
		},
		'a spare bond without cables': {evidence: of('bond1: now running without any active interface!')},
		'pods that come and go': {
			evidence: {
				log: kernelSays(
					[
						'cni0: port 3(veth0f3a2b11) entered disabled state',
						'device veth0f3a2b11 left promiscuous mode',
						'IPv6: ADDRCONF(NETDEV_CHANGE): cali0123: link becomes ready',
						'bridge: filtering via arp/ip/ip6tables is no longer available by default. Update your scripts to load br_netfilter if you need this.',
						'igb 0000:01:00.0 eno1: igb: eno1 NIC Link is Up 1000 Mbps Full Duplex, Flow Control: RX',
						'hv_netvsc 000d3a: eth0: Data path switched from VF: enP1s1',
					],
					{times: 5},
				),
				now,
				links,
			},
		},
		'a bond that was put together': {
			evidence: {
				log: kernelSays([empty, 'bond0: (slave eth1): making interface the new active one']),
				now,
				links,
			},
		},
		'a pod that reaches itself through its service': {
			evidence: of(
				'cni0: received packet on veth0f3a2b11 with own address as source address (addr:52:54:00:12:34:56, vlan:0)',
				{times: 9},
			),
		},
	},
	fails: {
		'a queue that stands': {
			evidence: of(watchdog),
			findings: [{message: 'txTimeout', subject: nic('eth0'), text: 'eth0 stopped sending'}],
		},
		'the same in the words of newer kernels': {
			evidence: of('e1000e 0000:00:1f.6 eno1: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5432 ms'),
			findings: [{message: 'txTimeout', subject: nic('eno1')}],
		},
		'a driver that resets its card': {
			evidence: of('e1000e 0000:00:1f.6 eno1: Detected Hardware Unit Hang:', {times: 3}),
			findings: [{message: 'txTimeout', subject: nic('eno1'), text: '3 times in the last half hour'}],
		},
		'vmxnet3 that hangs': {
			evidence: of('vmxnet3 0000:0b:00.0 ens192: tx hang'),
			findings: [{message: 'txTimeout', subject: nic('ens192')}],
		},
		'firmware that is dead': {
			evidence: of(
				"mlx5_core 0000:3b:00.0: poll_health:840:(pid 0): device's health compromised - reached miss count",
				{times: 3},
			),
			findings: [{message: 'firmware', subject: nic('0000:3b:00.0'), text: 'health compromised'}],
		},
		'a card with errors on its bus': {
			evidence: of(
				'mlx5_core 0000:3b:00.0: PCIe Bus Error: severity=Uncorrected (Non-Fatal), type=Transaction Layer, (Requester ID)',
				{times: 3},
			),
			findings: [{message: 'firmware', subject: nic('0000:3b:00.0'), text: 'PCIe Bus Error'}],
		},
		'a loose cable': {
			evidence: of(linkDown, {times: 4}),
			findings: [{message: 'flapping', subject: nic('eno1'), text: 'eno1 lost its link 4 times'}],
		},
		'the same of other drivers': {
			evidence: {
				log: [
					...kernelSays(['mlx5_core 0000:3b:00.0 ens1f0: Link down'], {times: 3}),
					...kernelSays(['tg3 0000:02:00.0 eth2: Link is down'], {times: 3, ago: 9}),
					...kernelSays(['e1000e: eth3 NIC Link is Down'], {times: 3, ago: 8}),
					...kernelSays(['e1000: eth4: e1000_watchdog: NIC Link is Down'], {times: 3, ago: 7}),
				],
				now,
				links,
			},
			findings: [
				{message: 'flapping', subject: nic('ens1f0')},
				{message: 'flapping', subject: nic('eth2')},
				{message: 'flapping', subject: nic('eth3')},
				{message: 'flapping', subject: nic('eth4')},
			],
		},
		'a bond whose port comes and goes': {
			evidence: of('bond0: (slave eth1): link status definitely down, disabling slave', {times: 3}),
			findings: [{message: 'flapping', subject: nic('eth1')}],
		},
		'a bond without ports': {
			evidence: of(empty),
			findings: [{message: 'bondEmpty', subject: nic('bond0'), text: 'The bond bond0 has no interface left'}],
		},
		'a switch without LACP': {
			evidence: of('bond0: Warning: No 802.3ad response from the link partner for any adapters in the bond', {
				times: 2,
			}),
			findings: [{message: 'bondPartner', subject: nic('bond0')}],
		},
		'a loop': {
			evidence: of(
				'br0: received packet on eth0 with own address as source address (addr:52:54:00:12:34:56, vlan:0)',
				{times: 9},
			),
			findings: [{message: 'ownAddress', subject: nic('eth0'), text: 'Packets that br0 sent come back'}],
		},
		'a card that computes checksums wrong': {
			evidence: of('eth0: hw csum failure', {times: 3}),
			findings: [{message: 'checksum', subject: nic('eth0')}],
		},
		'a driver without memory': {
			evidence: of('virtio_net virtio0 eth0: failed to allocate rx buffer', {times: 3}),
			findings: [{message: 'noMemory', subject: nic('eth0')}],
		},
	},
});
