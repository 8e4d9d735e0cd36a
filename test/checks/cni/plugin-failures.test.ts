import {test} from 'vitest';
import check from '../../../checks/cni/plugin-failures.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, sandbox} from '../builders.ts';
import {attemptsIn, failureLog} from '../multus/kubelet-log.ts';

const of = (error: string, plugin = 'calico', more: Parameters<typeof failureLog>[1] = {}) => ({
	log: attemptsIn(failureLog(error, {plugin, ...more})),
	sandboxes: [],
});
const node = {kind: 'Node', name: 'node-2'} as const;
const missing = 'failed to delegate add: failed to find plugin "bridge" in path [/opt/cni/bin]';

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'an empty log': {evidence: {log: [], sandboxes: []}},
		'two failures, as of a pod that was early': {evidence: of(missing, 'flannel', {times: 2})},
		'failures of an hour ago': {evidence: of(missing, 'flannel', {quietMinutes: 60})},
		'a pod that has started since': {
			evidence: {...of(missing, 'flannel'), sandboxes: [sandbox('web-7d4b9c6f5d-x7k2p')]},
		},
		'what lies between plugin and API': {
			evidence: of('error getting ClusterInformation: connection is unauthorized: Unauthorized'),
		},
		'a plugin that containerd itself does not find': {
			evidence: of('failed to find plugin "calico" in path [/opt/cni/bin]'),
		},
		'one that is killed under Multus, of which the check of Multus tells': {
			evidence: of(
				'[default/web/0a1b:k8s-pod-network]: error adding container to network "k8s-pod-network": netplugin failed with no error message: signal: killed',
				'multus',
			),
		},
		'an error that nobody has seen before': {evidence: of('failed to set up: operation not permitted')},
	},
	fails: {
		'the primary plugin, which Multus does not find and does not name': {
			evidence: of(
				'[default/web/0a1b:cbr0]: error adding container to network "cbr0": failed to find plugin "flannel" in path [/opt/cni/bin]',
				'multus-shim',
			),
			findings: [
				{message: 'pluginMissing', subject: node, text: 'multus-shim does not find the plugin flannel'},
			],
		},
		'a plugin of before, which does not know the word': {
			evidence: of('invalid CIDR address: usePodCidrIPv6'),
			findings: [{message: 'pluginOlder', subject: node, text: 'The plugin calico in /opt/cni/bin is older'}],
		},
		'a kernel without bridges': {
			evidence: of(
				'failed to create bridge "cni0": could not add "cni0": operation not supported',
				'flannel',
			),
			findings: [{message: 'kernelLacks', subject: node}],
		},
		'a kernel without the queue of the plugin bandwidth': {
			evidence: of('create ingress qdisc: operation not supported', 'bandwidth'),
			findings: [{message: 'kernelLacks', subject: node}],
		},
		'IPv6 that the host has switched off': {
			evidence: of('failed to set bridge addr: could not add IP address to "cni0": permission denied'),
			findings: [{message: 'ipv6Off', subject: node, text: 'IPv6 is switched off on this host'}],
		},
		'a plugin that another one calls': {
			evidence: of(missing, 'flannel'),
			findings: [{message: 'pluginMissing', subject: node, text: 'does not find the plugin bridge in'}],
		},
		'a plugin of another architecture': {
			evidence: of(
				'netplugin failed with no error message: fork/exec /opt/cni/bin/calico: exec format error',
			),
			findings: [{message: 'pluginBroken', subject: node, text: '/opt/cni/bin/calico: exec format error'}],
		},
		'a plugin that somebody kills': {
			evidence: of('netplugin failed with no error message: signal: killed'),
			findings: [{message: 'killed', subject: node, text: 'ended by a signal while it attaches default/web'}],
		},
		'iptables of the wrong kind': {
			evidence: of(
				"unable to create chain CNI-HOSTPORT-SETMARK: failed to list chains: running [/usr/sbin/iptables -t nat -S --wait]: exit status 3: iptables v1.8.7 (legacy): can't initialize iptables table `nat': Table does not exist (do you need to insmod?)",
				'portmap',
			),
			findings: [{message: 'iptables', subject: node, text: "can't initialize iptables table `nat'"}],
		},
		'a chain of portmap that somebody has cleared': {
			evidence: of(
				"unable to create chain CNI-HOSTPORT-SETMARK: running [/usr/sbin/iptables -t nat -C CNI-DN-1f3c -j CNI-HOSTPORT-SETMARK --wait]: exit status 2: iptables v1.8.7 (legacy): Couldn't load target `CNI-HOSTPORT-SETMARK':No such file or directory",
				'portmap',
			),
			findings: [{message: 'iptables', subject: node, text: "load target `CNI-HOSTPORT-SETMARK'"}],
		},
		'no iptables': {
			evidence: of(
				'failed to open iptables: exec: "iptables": executable file not found in $PATH',
				'portmap',
			),
			findings: [{message: 'iptables', subject: node, text: 'executable file not found'}],
		},
		'a bridge of another range': {
			evidence: of(
				'failed to delegate add: failed to set bridge addr: "cni0" already has an IP address different from 10.42.1.1/24',
				'flannel',
			),
			findings: [
				{message: 'bridgeAddress', subject: node, text: '"cni0" already has an IP address different from 10'},
			],
		},
		'a bridge with 1024 ports': {
			evidence: of('failed to connect "veth0f3a2b11" to bridge cni0: exchange full', 'bridge'),
			findings: [{message: 'bridgeFull', subject: node, text: 'The bridge cni0 takes no further port'}],
		},
		'an interface that is gone': {
			evidence: of('failed to lookup "cni0": Link not found', 'bridge'),
			findings: [
				{message: 'linkMissing', subject: node, text: 'looks for the interface cni0, which does not'},
			],
		},
		'no kubeconfig': {
			evidence: of(
				'error creating calico client: stat /etc/cni/net.d/calico-kubeconfig: no such file or directory',
			),
			findings: [
				{message: 'kubeconfigMissing', subject: node, text: 'has no kubeconfig to ask the API with'},
			],
		},
		'sysctls that nobody may write': {
			evidence: of(
				'error configuring sysctls for interface: cali0123, error: open /proc/sys/net/ipv4/conf/cali0123/rp_filter: read-only file system',
			),
			findings: [
				{message: 'readOnlySysctl', subject: node, text: 'set /proc/sys/net/ipv4/conf/cali0123/rp_filter'},
			],
		},
	},
});
