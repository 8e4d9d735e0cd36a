import {test} from 'vitest';
import bridgeNetfilter from '../../../checks/host/bridge-netfilter.ts';
import kernelModules from '../../../checks/host/kernel-modules.ts';
import {parseFlannelNetConf} from '../../../src/parsers/flannel-net-conf.ts';
import {
	parseModulePaths,
	parseProcFilesystems,
	parseProcModules,
} from '../../../src/parsers/kernel-modules.ts';
import {environmentOf, testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {device, links} from './evidence.ts';

const system = (kernel: string) => ({...environmentOf().system, kernel});
const withoutOverlayDevice = linksOf(device('lo', 1), device('eth0', 2));

/** Lists of Debian 12 and of Rocky Linux 10, cut down to what is asked for. */
const loaded = parseProcModules(
	[
		'vxlan 151552 0 - Live 0x0000000000000000',
		'xt_comment 16384 120 - Live 0x0000000000000000',
		'xt_statistic 16384 4 - Live 0x0000000000000000',
		'xt_addrtype 16384 6 - Live 0x0000000000000000',
		'xt_conntrack 16384 20 - Live 0x0000000000000000',
		'nf_conntrack 188416 5 xt_conntrack,nf_nat,xt_MASQUERADE - Live 0x0000000000000000',
		'br_netfilter 36864 0 - Live 0x0000000000000000',
		'overlay 163840 9 - Live 0x0000000000000000',
	].join('\n'),
);
const without = (...names: readonly string[]) => new Set([...loaded].filter(name => !names.includes(name)));
const builtIn = parseModulePaths('kernel/fs/ext4/ext4.ko\nkernel/net/ipv4/tcp_cubic.ko\n');
const filesystems = parseProcFilesystems('nodev\tsysfs\nnodev\toverlay\n\text4\n');
const modules = (changes: object = {}) => ({
	loaded,
	builtIn,
	filesystems,
	hasConntrack: true,
	hasBridgeNetfilter: true,
	...changes,
});
const onDisk = (...paths: readonly string[]) => ({
	loadable: parseModulePaths(paths.map(path => `${path}: kernel/lib/libcrc32c.ko\n`).join('')),
	releases: ['6.1.0'],
});
const nothingAsked = {releases: []};
const named = (name: string) => ({kind: 'KernelModule', name}) as const;

testCheck(test, kernelModules, {
	passes: {
		'all loaded': {evidence: {modules: modules(), disk: nothingAsked, links}},
		'built in': {
			evidence: {
				modules: modules({
					loaded: new Set(),
					builtIn: parseModulePaths(
						[...loaded].map(name => `kernel/x/${name.replaceAll('_', '-')}.ko`).join('\n'),
					),
				}),
				disk: nothingAsked,
				links,
			},
		},
		'not loaded yet, compressed on disk': {
			evidence: {
				modules: modules({loaded: without('xt_statistic')}),
				disk: onDisk('kernel/net/netfilter/xt_statistic.ko.xz'),
				links,
			},
		},
		'WireGuard that is built in, or not loaded yet': {
			evidence: {modules: modules(), disk: onDisk('kernel/drivers/net/wireguard/wireguard.ko'), links},
			environment: {backend: told('wireguard')},
		},
		'WireGuard from a module that the distribution does not know': {
			evidence: {
				modules: modules(),
				disk: onDisk('kernel/x.ko'),
				links: linksOf({...device('flannel-wg', 9), linkinfo: {info_kind: 'wireguard'}}),
			},
			environment: {backend: told('wireguard')},
		},
		'a kernel without modules': {
			evidence: {
				modules: {filesystems: parseProcFilesystems(''), hasConntrack: true, hasBridgeNetfilter: false},
				disk: nothingAsked,
				links: withoutOverlayDevice,
			},
		},
		'no list of what is built in': {
			evidence: {
				modules: {loaded: new Set<string>(), filesystems, hasConntrack: false, hasBridgeNetfilter: false},
				disk: onDisk(),
				links,
			},
		},
		'no vxlan in any list, but such a device': {
			evidence: {modules: modules({loaded: without('vxlan')}), disk: onDisk(), links},
		},
		'connections are tracked, whatever the module is called': {
			evidence: {
				modules: modules({loaded: without('nf_conntrack', 'br_netfilter', 'overlay')}),
				disk: onDisk(),
				links,
			},
		},
		'Cilium without kube-proxy needs none of the matches': {
			evidence: {modules: modules({loaded: new Set(['vxlan']), hasConntrack: false}), disk: onDisk(), links},
			environment: {cni: told('cilium'), kubeProxy: told('absent')},
		},
		'no directory of modules at all, as seen from a container': {
			evidence: {modules: modules({loaded: without('xt_statistic')}), disk: {releases: []}, links},
		},
	},
	fails: {
		'RHEL 10 without kernel-modules-extra': {
			evidence: {
				modules: modules({
					loaded: without('nf_conntrack', 'xt_conntrack', 'xt_comment'),
					hasConntrack: false,
				}),
				disk: onDisk('kernel/net/netfilter/xt_set.ko.xz'),
				links,
			},
			environment: {system: system('6.12.0-55.el10.x86_64')},
			findings: [
				{
					message: 'missingOnEl10',
					subject: named('nf_conntrack xt_comment xt_conntrack'),
					text: 'kube-proxy needs it',
				},
			],
		},
		'WireGuard on an old kernel': {
			evidence: {
				modules: modules(),
				disk: onDisk('kernel/net/netfilter/xt_set.ko'),
				links: withoutOverlayDevice,
			},
			environment: {backend: told('wireguard'), system: system('5.4.0-84-generic')},
			findings: [
				{
					message: 'missingWireguard',
					subject: named('wireguard'),
					text: 'Kernel 5.4.0-84-generic has no wireguard',
				},
			],
		},
		'a minimal kernel without VXLAN': {
			evidence: {
				modules: modules({loaded: without('vxlan')}),
				disk: onDisk('kernel/drivers/net/veth.ko.zst'),
				links: withoutOverlayDevice,
			},
			environment: {system: system('6.4.0-150600-kvmsmall')},
			findings: [
				{message: 'missing', subject: named('vxlan'), text: 'Kernel 6.4.0-150600-kvmsmall has no vxlan'},
			],
		},
		'the kernel was updated, and its modules are gone until the reboot': {
			evidence: {
				modules: modules({loaded: without('vxlan')}),
				disk: {releases: ['6.1.0-29-amd64']},
				links: withoutOverlayDevice,
			},
			environment: {system: system('6.1.0-28-amd64')},
			findings: [{message: 'treeMissing', subject: named('vxlan'), text: '6.1.0-29-amd64'}],
		},
		'overlayfs, while RKE2 does not start': {
			evidence: {
				modules: modules({loaded: without('overlay'), filesystems: parseProcFilesystems('\text4\n')}),
				disk: onDisk('kernel/fs/xfs/xfs.ko'),
				links,
			},
			environment: {service: told('failed')},
			findings: [{message: 'missing', subject: named('overlay')}],
		},
	},
});

const netConf = (more: object = {}) => ({
	...parseFlannelNetConf(JSON.stringify({Network: '10.42.0.0/16', Backend: {Type: 'vxlan'}, ...more})),
	source: 'values of the chart' as const,
});
const flanneld = [{pid: 4711, commandLine: '/opt/bin/flanneld --ip-masq --kube-subnet-mgr'}];
const others = [{pid: 812, commandLine: '/usr/local/bin/rke2 agent'}];
const module = named('br_netfilter');
const sysctl = {kind: 'Sysctl', name: 'net.bridge.bridge-nf-call-iptables'} as const;

testCheck(test, bridgeNetfilter, {
	passes: {
		'as RKE2 sets it': {
			evidence: {bridge: {callIptables: true}, processes: flanneld, netConf: netConf()},
		},
		'off, but Canal has no bridge': {
			evidence: {bridge: {callIptables: false}, processes: flanneld, netConf: netConf()},
		},
		'not loaded, flannel uses nftables': {
			evidence: {bridge: {}, processes: others, netConf: netConf({EnableNFTables: true})},
		},
		'not loaded, RKE2 is stopped': {
			evidence: {bridge: {}, processes: [], netConf: netConf()},
			environment: {service: told('stopped')},
		},
	},
	fails: {
		'not loaded, flanneld gone': {
			evidence: {bridge: {}, processes: others, netConf: netConf()},
			findings: [{message: 'missing', subject: module}],
		},
		'not loaded any more, flanneld runs': {
			evidence: {bridge: {}, processes: flanneld, netConf: netConf()},
			findings: [{message: 'missingLater', subject: module}],
		},
		'not loaded any more, and the Flannel CNI has a bridge': {
			evidence: {bridge: {}, processes: flanneld, netConf: netConf()},
			environment: {cni: told('flannel')},
			findings: [{message: 'missingBypassed', subject: module}],
		},
		'off on the bridge of the Flannel CNI': {
			evidence: {bridge: {callIptables: false}, processes: flanneld, netConf: netConf()},
			environment: {cni: told('flannel')},
			findings: [{message: 'bypassed', subject: sysctl}],
		},
	},
});
