import type {ReadLine} from './read-grammar.ts';

/** What may be read without running a program. */
export const plainLines = {
	file: {
		tool: 'cat',
		form: 'cat PATH',
		example: 'cat /proc/net/dev',
		why: 'regular files only, no devices, no memory, no kernel log',
	},
	tail: {
		tool: 'tail',
		form: 'tail -c NUMBER PATH',
		example: 'tail -c 65536 /var/log/calico/cni/cni.log',
	},
	directory: {tool: 'ls', form: 'ls -l PATH', example: 'ls -l /etc/cni/net.d'},
	symlink: {
		tool: 'readlink',
		form: 'readlink PATH',
		example: 'readlink /sys/class/net/eth0/device',
	},
	stat: {tool: 'stat', form: 'stat PATH', example: 'stat /run/k3s/containerd/containerd.sock'},
	filesystem: {tool: 'df', form: 'df PATH', example: 'df /var/lib/rancher/rke2'},
	api: {
		tool: 'kubectl',
		form: 'kubectl get --raw PATH',
		example: "kubectl get --raw '/api/v1/nodes?resourceVersion=0'",
		why: 'GET only, selected fields only, no secrets, no subresources, no watch; lists of pods only with a selector (kubectl itself is never run)',
	},
	http: {
		tool: 'curl',
		form: 'curl -s [--unix-socket PATH] URL',
		example: 'curl -s http://127.0.0.1:9099/readiness',
		why: 'GET of health and status, over loopback and unix sockets (curl itself is never run)',
	},
	bird: {
		tool: 'birdcl',
		form: 'birdcl -r -s PATH show …',
		example: 'birdcl -r -s /var/run/calico/bird.ctl show protocols',
		why: 'after `restrict`, with which BIRD refuses every change (birdcl itself is never run)',
	},
	tcp: {
		tool: 'tcp',
		form: 'tcp ADDRESS PORT',
		example: 'tcp 10.43.0.1 443',
		why: 'one connect; not with --passive',
	},
	tls: {
		tool: 'tls',
		form: 'tls ADDRESS PORT',
		example: 'tls 10.0.0.2 10250',
		why: 'one handshake; not with --passive',
	},
	ping: {
		tool: 'ping',
		form: 'ping -c 1 -M do -s NUMBER ADDRESS',
		example: 'ping -c 1 -M do -s 1472 10.0.0.2',
		why: 'one packet; not with --passive',
	},
	dns: {
		tool: 'dig',
		form: 'dig [+tcp] @ADDRESS NAME',
		example: 'dig @10.43.0.10 kubernetes.default.svc.cluster.local',
		why: 'one query (dig itself is never run); not with --passive',
	},
	option: {
		tool: '--peer',
		form: '--peer',
		example: '--peer',
		why: 'what this run was asked to do; reads nothing',
	},
	clock: {tool: 'date', form: 'date', example: 'date'},
} as const satisfies Record<string, ReadLine>;
