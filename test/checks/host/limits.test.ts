import {test} from 'vitest';
import inotifyLimits from '../../../checks/host/inotify-limits.ts';
import inotifyLowered from '../../../checks/host/inotify-lowered.ts';
import iptablesMissing from '../../../checks/host/iptables-missing.ts';
import {parseKlog} from '../../../src/parsers/klog.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {canalConflist, ciliumConflist, cniFile} from '../builders.ts';

const log = (...lines: readonly string[]) => parseKlog(lines.join('\n'));
const newest = 'I1122 08:00:00.123456    4711 kubelet_pods.go:1007] "Nothing to see"';
const instances =
	'E1122 07:55:00.000001    4711 kubelet.go:3001] "Failed to watch" err="failed to create fsnotify watcher: too many open files"';
const watches =
	'E1122 07:58:00.000001    4711 watcher_linux.go:87] "Failed to watch directory" err="inotify_add_watch /sys/fs/cgroup: no space left on device"';
const typical = {maxUserInstances: 128, maxUserWatches: 65_536};
const sysctl = (name: string) => ({kind: 'Sysctl', name: `fs.inotify.${name}`}) as const;

testCheck(test, inotifyLimits, {
	passes: {
		"the kernel's defaults": {evidence: {limits: typical, log: log(newest)}},
		'an hour and more ago': {
			evidence: {limits: typical, log: log(instances.replace('07:55', '06:10'), newest)},
		},
		'raised since': {
			evidence: {limits: {maxUserInstances: 8192, maxUserWatches: 524_288}, log: log(instances, newest)},
		},
		'a full disk': {
			evidence: {
				limits: typical,
				log: log(
					'E1122 07:59:00.000001    4711 fs.go:1] "write failed" err="no space left on device"',
					newest,
				),
			},
		},
	},
	fails: {
		'no instances left': {
			evidence: {limits: typical, log: log(instances, newest)},
			findings: [
				{message: 'exhausted', subject: sysctl('max_user_instances'), text: 'instances: the limit is 128'},
			],
		},
		'no watches left': {
			evidence: {limits: typical, log: log(watches, newest)},
			findings: [
				{message: 'exhausted', subject: sysctl('max_user_watches'), text: 'watches: the limit is 65536'},
			],
		},
	},
});

testCheck(test, inotifyLowered, {
	passes: {
		"the kernel's defaults": {evidence: {limits: typical}},
		'a small machine': {evidence: {limits: {maxUserInstances: 128, maxUserWatches: 8192}}},
	},
	fails: {
		'somebody lowered both': {
			evidence: {limits: {maxUserInstances: 64, maxUserWatches: 4096}},
			findings: [
				{message: 'lowered', subject: sysctl('max_user_instances')},
				{message: 'lowered', subject: sysctl('max_user_watches')},
			],
		},
	},
});

const [calico, , bandwidth] = canalConflist.plugins;
const file = {kind: 'File', name: '/usr/sbin/iptables'} as const;

testCheck(test, iptablesMissing, {
	passes: {
		installed: {
			evidence: {
				configurations: [cniFile('10-canal.conflist', canalConflist)],
				iptables: ['/usr/sbin/iptables'],
			},
		},
		'a CNI without portmap': {
			evidence: {
				configurations: [cniFile('10-canal.conflist', {...canalConflist, plugins: [calico, bandwidth]})],
				iptables: [],
			},
		},
		'portmap with nftables': {
			evidence: {
				configurations: [
					cniFile('10-canal.conflist', {
						...canalConflist,
						plugins: [calico, {type: 'portmap', backend: 'nftables'}],
					}),
				],
				iptables: [],
			},
		},
		'no CNI yet': {evidence: {configurations: [], iptables: []}},
	},
	fails: {
		'missing with Canal': {
			evidence: {configurations: [cniFile('10-canal.conflist', canalConflist)], iptables: []},
			findings: [{message: 'missing', subject: file, text: '/etc/cni/net.d/10-canal.conflist uses portmap'}],
		},
		'missing with Cilium behind Multus': {
			evidence: {
				configurations: [
					cniFile('00-multus.conf', {
						type: 'multus',
						name: 'multus-cni-network',
						delegates: [ciliumConflist],
					}),
				],
				iptables: [],
			},
			environment: {cni: told('cilium'), multus: told(true)},
			findings: [{message: 'missing', subject: file}],
		},
	},
});
