import {test} from 'vitest';
import check from '../../../checks/netfilter/firewall-log.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {links, peerOf} from '../flannel-builders.ts';

const now = Date.parse('2026-11-23T10:00:00Z');
const lines = (minutesAgo: readonly number[], message: string) =>
	minutesAgo.map(minutes => ({time: now - minutes * 60_000, message}));
const overlay =
	'[UFW BLOCK] IN=eth0 OUT= MAC=02:09 SRC=10.0.0.1 DST=10.0.0.2 LEN=110 TOS=0x00 PREC=0x00 TTL=64 ID=1 PROTO=UDP SPT=51612 DPT=8472 LEN=90';
const pods =
	'filter_FWD_public_REJECT: IN=flannel.1 OUT=cni0 MAC=56:91 SRC=10.42.1.0 DST=10.42.0.2 LEN=69 TOS=0x00 PREC=0x00 TTL=63 ID=27384 DF PROTO=UDP SPT=33918 DPT=53 LEN=49';
const tcp = (flags: string): string =>
	`FINAL_REJECT: IN=cni0 OUT=flannel.1 SRC=10.42.0.2 DST=10.42.1.2 LEN=60 PROTO=TCP SPT=4711 DPT=8080 WINDOW=0 RES=0x00 ${flags} URGP=0`;
const kubelet =
	'Input-dropped: IN=cni0 OUT= PHYSIN=veth57177775 MAC=62:05 SRC=10.42.0.7 DST=10.0.0.2 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=53307 DF PROTO=TCP SPT=49720 DPT=10250 WINDOW=64860 RES=0x00 SYN URGP=0';
const api = kubelet.replace('DPT=10250', 'DPT=6443');
const evidence = {
	now,
	ranges: {pods: ['10.42.0.0/16'], services: [], dns: [], domain: 'cluster.local'},
	links,
	plan: {peers: [peerOf(1), peerOf(3)], source: 'api' as const},
};
const recent = [9, 5, 1];
const subject = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	passes: {
		'nothing logged': {evidence: {...evidence, log: []}},
		twice: {evidence: {...evidence, log: lines([2, 1], overlay)}},
		'no more for a while': {evidence: {...evidence, log: lines([20, 15, 9], overlay)}},
		'of a stranger': {
			evidence: {...evidence, log: lines(recent, overlay.replace('SRC=10.0.0.1', 'SRC=10.0.0.77'))},
		},
		'to the outside': {
			evidence: {...evidence, log: lines(recent, pods.replace('DST=10.42.0.2', 'DST=192.0.2.53'))},
		},
		'a policy': {
			evidence: {
				...evidence,
				log: lines(recent, pods.replace('filter_FWD_public_REJECT', 'calico-packet denied')),
			},
		},
		'what is only counted': {evidence: {...evidence, log: lines(recent, overlay.replace('BLOCK', 'AUDIT'))}},
		'a port of this node that pods have no business with': {
			evidence: {...evidence, log: lines(recent, kubelet.replace('DPT=10250', 'DPT=22'))},
		},
		'pods at the port of the API on an agent, which has none': {
			evidence: {...evidence, log: lines(recent, api)},
		},
		'a stranger at the kubelet': {
			evidence: {...evidence, log: lines(recent, kubelet.replace('SRC=10.42.0.7', 'SRC=198.51.100.7'))},
		},
		'the end of a connection': {evidence: {...evidence, log: lines(recent, tcp('ACK RST'))}},
	},
	fails: {
		'pods at the kubelet of their node': {
			evidence: {...evidence, log: lines(recent, kubelet)},
			findings: [
				{
					message: 'kubelet',
					subject,
					text: 'refuses the kubelet of this node to pods, which metrics-server and monitoring need: Input-dropped: TCP port 10250 from 10.42.0.7',
					step: 'iptables -I INPUT -s 10.42.0.0/16 -p tcp --dport 10250',
				},
			],
		},
		'pods at the API of a server, and one packet of theirs at its kubelet': {
			evidence: {...evidence, log: [...lines(recent, api), ...lines([1], kubelet)]},
			environment: {role: told('server')},
			findings: [{message: 'api', subject, text: 'port 6443 from 10.42.0.7 to 10.0.0.2 (in cni0), 3 times'}],
		},
		'pods at the API of a server over IPv6': {
			evidence: {
				...evidence,
				ranges: {...evidence.ranges, pods: ['10.42.0.0/16', '2001:cafe:42::/56']},
				log: lines(recent, api.replace('SRC=10.42.0.7 DST=10.0.0.2', 'SRC=2001:cafe:42::7 DST=2001:db8::2')),
			},
			environment: {role: told('server')},
			findings: [
				{
					message: 'api',
					subject,
					step: 'ip6tables -I INPUT -s 2001:cafe:42::/56 -p tcp --dport 6443',
				},
			],
		},
		'the tunnel': {
			evidence: {...evidence, log: lines(recent, overlay)},
			findings: [
				{
					message: 'overlay',
					subject,
					text: '[UFW BLOCK] UDP port 8472 from 10.0.0.1 to 10.0.0.2 (in eth0), 3 times since 2026-11-23T09:51:00Z, the last at 2026-11-23T09:59:00Z',
					step: "ufw allow proto udp from NODES to any port 8472, or firewall-cmd --permanent --add-rich-rule='rule family=ipv4 source address=NODES port port=8472 protocol=udp accept'",
				},
			],
		},
		'the tunnel over IPv6': {
			evidence: {
				...evidence,
				plan: {peers: [peerOf(1, {underlay: 'fd00::1'})], source: 'api' as const},
				log: lines(recent, overlay.replace('SRC=10.0.0.1 DST=10.0.0.2', 'SRC=fd00::1 DST=fd00::2')),
			},
			findings: [{message: 'overlay', subject, step: 'family=ipv6 source address=NODES'}],
		},
		'the tunnel, on the way out': {
			evidence: {
				...evidence,
				log: lines(recent, overlay.replace('IN=eth0 OUT= MAC=02:09', 'IN= OUT=eth0')),
			},
			findings: [{message: 'overlayOut', subject, text: '(out eth0), 3 times since'}],
		},
		'DNS of pods': {
			evidence: {...evidence, log: lines(recent, pods)},
			findings: [
				{message: 'pods', subject, text: 'UDP port 53 from 10.42.1.0 to 10.42.0.2 (in flannel.1, out cni0)'},
			],
		},
		'the first packet of a connection': {
			evidence: {...evidence, log: lines(recent, tcp('SYN'))},
			findings: [{message: 'pods', subject, text: 'TCP port 8080'}],
		},
	},
});
