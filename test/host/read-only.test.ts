import {describe, expect, it} from 'vitest';
import {
	api,
	clock,
	command,
	directory,
	file,
	filesystem,
	http,
	type Request,
	stat,
	symlink,
} from '../../src/core/request.ts';
import {commandLines} from '../../src/host/read-grammar.ts';
import {grammar, isPermitted} from '../../src/host/read-only.ts';

type Argv = [string, ...string[]];
const examples = commandLines.map(line => line.example.split(' ') as Argv);
const permits = (...argv: Argv): boolean => isPermitted(command(...argv)).permitted;

describe('commands', () => {
	it.each(commandLines.map(line => [line.form, line] as const))('permits the example of %s', (_, line) => {
		expect(isPermitted(command(...(line.example.split(' ') as Argv)))).toEqual({permitted: true, line});
		expect(line.form.split(' ')[0]).toBe(line.tool);
	});

	it.each([
		'ip -j -d link show',
		'ip -j -s -d link show',
		'ip -j -6 -d route show table all',
		'ip -j -d rule show',
		'ip -j route get 2001:db8::1 from 2001:db8::2 oif eth0',
		'bridge -j fdb show',
		'ethtool -S eth0.100',
		'systemctl show -p LoadState rke2-agent.service nm-cloud-setup.timer rke2-server',
		'pgrep -a -x (flanneld|calico-node)',
		'crictl ps -a -o json',
		'crictl info',
		'nft -j -t list ruleset',
		'nft -j list table ip6 flannel-ipv6',
		'ss -H -lunp',
		'nsenter --net=/proc/1/ns/net ip -j -6 -d route show table all',
		'journalctl --no-pager -o short-iso -b --since=-30min -u rke2-agent -n 500',
		'wg show all',
	])('permits %s', line => {
		expect(permits(...(line.split(' ') as Argv))).toBe(true);
	});

	it.each([
		'ip link set dev eth0 down',
		'ip -j link show type vxlan',
		'ip -j -d link',
		'ip -batch /tmp/x',
		'bridge fdb flush dev flannel.1',
		'ethtool -K eth0 tx off',
		'ethtool -p eth0',
		'iptables -L',
		'iptables-save -t nat',
		'iptables-save -M /tmp/modprobe',
		'iptables-save -f /tmp/file',
		'nft -f /tmp/file',
		'nft -j list ruleset; reboot',
		'ipset flush',
		'conntrack -F',
		'ss -K',
		'systemctl restart rke2-agent',
		'systemctl show -p LoadState',
		'crictl rmp 0dc5a1b2c3d4',
		'crictl exec 0dc5a1b2c3d4 sh',
		'crictl exec 0dc5a1b2c3d4 cilium-dbg endpoint disconnect 1',
		'crictl --runtime-endpoint tcp://1.2.3.4 ps -o json',
		'kubectl get nodes',
		'nsenter --net=/proc/1/ns/net reboot',
		'nsenter --mount=/proc/1/ns/mnt ip -j link show',
		'nsenter --net=/proc/../etc/ns/net ip -j addr show',
		'wg show wg0 private-key',
		'wg show wg0 dump',
		'journalctl --vacuum-size=1',
		'journalctl --no-pager -o short-iso -u rke2-agent -n 1000000',
		'rpm -q rke2-selinux',
		'sh -c id',
		'rke2 server',
		'/usr/sbin/ip -j link show',
	])('refuses %s', line => {
		expect(permits(...(line.split(' ') as Argv))).toBe(false);
	});

	const strangers = [
		...['--', '-', '', '-F', '-f', '--file=/tmp/x', '-B', ';', '&&', '$(id)'],
		...['`id`', '|', '>', '/tmp/x', '../x', 'a b', 'a\nb', 'eth0\n', '\0', '-batch', '--config=/tmp/x', 'é'],
	];
	it('refuses every example with a strange argument anywhere', () => {
		const permitted = examples.flatMap(example =>
			strangers.flatMap(stranger =>
				[...example, ''].flatMap((_, at) =>
					[0, 1]
						.map(replaced => example.toSpliced(at, replaced, stranger) as Argv)
						.filter(argv => argv.join() !== example.join() && permits(...argv)),
				),
			),
		);
		expect(permitted).toEqual([]);
	});

	it('refuses every example with another verb', () => {
		for (const {form, example} of commandLines) {
			const words = new Set(form.split(/[ |[\]]+/));
			const argv = example.split(' ');
			const fixed = argv.flatMap((word, index) => (words.has(word) ? [index] : []));
			for (const index of fixed) {
				for (const verb of ['add', 'del', 'flush', 'set', 'restart', 'monitor', 'attach', 'replace']) {
					expect(permits(...(argv.with(index, verb) as Argv)), `${verb} in ${example}`).toBe(false);
				}
			}
		}
	});

	it('refuses every example with white space, a quote or a wildcard anywhere inside an argument', () => {
		const characters = [' ', '\n', '\t', '\0', '"', "'", '\\', '*', '?', '~', '\u00a0'];
		const permitted = examples.flatMap(example =>
			example.flatMap((word, index) =>
				[...word, ''].flatMap((_, at) =>
					characters
						.map(
							character => example.with(index, `${word.slice(0, at)}${character}${word.slice(at)}`) as Argv,
						)
						.filter(argv => permits(...argv)),
				),
			),
		);
		expect(permitted).toEqual([]);
	});

	it('refuses a shortened example unless that is a form of its own', () => {
		const stillPermitted = examples
			.map(example => example.slice(0, -1))
			.filter(argv => argv.length > 0 && permits(...(argv as Argv)))
			.map(argv => argv.join(' '));
		expect(stillPermitted).toEqual([
			'iptables-save',
			'ip6tables-save',
			'iptables-nft-save',
			'ip6tables-nft-save',
			'iptables-legacy-save',
			'ip6tables-legacy-save',
			'systemctl show -p LoadState,ActiveState rke2-server.service',
			'crictl exec 0dc5a1b2c3d4 birdcl -v -r -s /var/run/calico/bird6.ctl show route export',
		]);
	});

	it('answers soon whatever the length', () => {
		const started = performance.now();
		expect(permits('systemctl', 'show', '-p', 'Id', ...Array(2000).fill('a.service'), '-x')).toBe(false);
		expect(permits('pgrep', '-a', '-x', `${'a|'.repeat(200)}!`)).toBe(false);
		expect(performance.now() - started).toBeLessThan(1000);
	});
});

const bird = (show: string, socket = '/var/run/calico/bird.ctl'): Request => ({kind: 'bird', socket, show});
const tls = (address: string, port: number): Request => ({kind: 'packet', packet: 'tls', address, port});
const ping = (address: string, size: number): Request => ({kind: 'packet', packet: 'ping', address, size});
const dns = (server: string, name: string): Request => ({
	kind: 'packet',
	packet: 'dns',
	server,
	name,
	transport: 'udp',
});

describe('everything else', () => {
	it.each<readonly [string, Request]>([
		['a file of /proc', file('/proc/net/dev')],
		['a tail', file('/var/log/calico/cni/cni.log', 65_536)],
		['a file inside of a container', file('/proc/4711/root/run/flannel/subnet.env')],
		['a directory', directory('/etc/cni/net.d')],
		['a link', symlink('/sys/class/net/eth0/device')],
		['a status', stat('/dev/net/tun')],
		['a file system', filesystem('/var/lib')],
		['the API being ready', api('/readyz?verbose')],
		['a discovery', api('/apis/projectcalico.org/v3')],
		['nodes', api('/api/v1/nodes?limit=500', 'metadata.name')],
		['pods of this node', api('/api/v1/pods?fieldSelector=spec.nodeName%3Dn1', 'metadata.name')],
		['one pod', api('/api/v1/namespaces/kube-system/pods/a', 'metadata.name')],
		['a config map', api('/api/v1/namespaces/kube-system/configmaps/rke2-canal-config', 'data')],
		['Felix', http('http://127.0.0.1:9099/readiness')],
		['a loopback name', http('http://localhost:9098/readiness')],
		['IPv6 loopback', http('http://[::1]:10256/healthz')],
		['a server', http('https://127.0.0.1:9345/ping')],
		['Cilium', http('http://localhost/v1/healthz', '/var/run/cilium/cilium.sock')],
		['BIRD', bird('protocols all Mesh_10_0_0_2')],
		['BIRD for IPv6', bird('protocols "Mesh_*"', '/run/calico/bird6.ctl')],
		['a handshake', tls('10.0.0.2', 10_250)],
		['a ping', ping('2001:db8::1', 1452)],
		['a name', dns('10.43.0.10', 'kubernetes.default.svc.cluster.local.')],
		['the time', clock()],
		['the peers that were asked for', {kind: 'option', name: 'peer'}],
	])('permits %s', (_, request) => {
		expect(isPermitted(request)).toMatchObject({permitted: true});
	});

	it.each<readonly [string, Request]>([
		['the kernel log, which a read empties', file('/proc/kmsg')],
		['memory', file('/proc/kcore')],
		['memory of a process', file('/proc/1/mem')],
		['memory with a detour', file('/proc//1/./mem')],
		['a watchdog, which an open starts', file('/dev/watchdog')],
		['a trace pipe', file('/sys/kernel/tracing/trace_pipe')],
		['a device of a container', file('/proc/4711/root/dev/watchdog')],
		['an open file of a process', file('/proc/1/fd/3')],
		['a relative path', file('etc/passwd')],
		['a path that climbs', directory('/proc/../dev')],
		['half a NUL', stat('/etc/\0')],
		['a tail of nothing', file('/etc/hosts', 0)],
		['secrets', api('/api/v1/secrets', 'metadata.name')],
		['a secret', api('/api/v1/namespaces/kube-system/secrets/a', 'data')],
		['all pods', api('/api/v1/pods', 'metadata.name')],
		['all pods of a namespace', api('/api/v1/namespaces/kube-system/pods', 'metadata.name')],
		['a whole object', api('/api/v1/nodes/n1')],
		['a watch', api('/api/v1/nodes?watch=1', 'metadata.name')],
		['an old watch', api('/api/v1/watch/nodes', 'metadata.name')],
		['an exec', api('/api/v1/namespaces/a/pods/b/exec?command=id', 'x')],
		['a proxy', api('/api/v1/nodes/n1/proxy/run', 'x')],
		['a proxied path', api('/api/v1/nodes/n1/proxy', 'x')],
		['a token', api('/api/v1/namespaces/a/serviceaccounts/b/token', 'x')],
		['a path that climbs up', api('/api/v1/nodes/../secrets', 'x')],
		['an encoded path', api('/api/v1/nodes/%2e%2e/secrets', 'x')],
		['a parameter twice', api('/api/v1/nodes?limit=1&limit=2', 'x')],
		['a line break', api('/readyz\r\nX: y')],
		['another machine', http('http://10.0.0.2:9099/readiness')],
		['a name of another machine', http('http://localhost.example:9099/readiness')],
		['a user', http('http://a:b@127.0.0.1:9099/readiness')],
		['a file by URL', http('file:///etc/shadow')],
		['a CNI request', http('http://localhost/cni', '/run/multus/multus.sock')],
		['a delegation', http('http://localhost/delegate', '/run/multus/multus.sock')],
		['a probe that asks others', http('http://localhost/v1beta/status/probe/x.y', '/run/cilium/health.sock')],
		['a profile', http('http://127.0.0.1:10249/debug/pprof/profile')],
		['a configuration of BIRD', bird('protocols\nconfigure')],
		['a command of BIRD', bird('configure')],
		['another socket', bird('protocols', '/run/docker.sock')],
		['a name instead of an address', tls('example.org', 443)],
		['a broadcast', tls('255.255.255.255', 443)],
		['a group', ping('ff02::1', 56)],
		['port 0', tls('10.0.0.1', 0)],
		['a flood', ping('10.0.0.1', 65_000)],
		['a name that is none', dns('10.43.0.10', 'a..b')],
	])('refuses %s', (_, request) => {
		expect(isPermitted(request)).toMatchObject({permitted: false, why: expect.stringMatching(/\S/)});
	});

	it('lists every line once', () => {
		const forms = grammar.map(({form}) => form);
		expect(new Set(forms).size).toBe(forms.length);
		expect(forms.length).toBeGreaterThan(commandLines.length);
	});
});
