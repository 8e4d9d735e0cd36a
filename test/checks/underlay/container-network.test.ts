import {test} from 'vitest';
import check from '../../../checks/underlay/container-network.ts';
import type {Link} from '../../../src/parsers/ip-link.ts';
import {testCheck} from '../../../src/testing.ts';
import {linkOf, onOverlay, onUnderlay, peerOf, routeOf} from '../flannel-builders.ts';
import {rules} from '../host/evidence.ts';

const [one, other] = [peerOf(1), peerOf(3)];
const three = {...other, underlay: '172.17.5.3'};
const bridge = linkOf('docker0', {kind: 'bridge', bridge: {filtersVlans: false}});
const portOf = (kind: string): Link => linkOf('port0', {kind, master: 'docker0'});
const byRouter = routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0'});
const docker = routeOf('172.17.0.0/16', {dev: 'docker0', protocol: 'kernel', scope: 'link'});
const lost = {
	links: [linkOf('eth0'), bridge],
	rules,
	routes: [byRouter, docker],
	servers: ['10.0.0.1:6443'],
	underlay: [onUnderlay(one, 'answered'), {...onUnderlay(three, 'silent'), address: three.underlay}],
	overlay: [onOverlay(one, 'answered'), onOverlay(three, 'silent')],
	underlayPings: [{...onUnderlay(three, 'silent'), address: three.underlay}],
};
const subject = {kind: 'Interface', name: 'docker0'} as const;
const found = [{message: 'swallowed', subject, text: 'node-3 ends in docker0'}] as const;

testCheck(test, check, {
	passes: {
		'a node outside of that range': {
			evidence: {...lost, underlay: [onUnderlay(one, 'answered'), onUnderlay(other, 'silent')]},
		},
		'a node that answers from there': {
			evidence: {
				...lost,
				underlay: [{...onUnderlay(three, 'answered'), address: three.underlay}],
				overlay: [],
				underlayPings: [],
			},
		},
		'a bridge with a card': {
			evidence: {...lost, links: [...lost.links, linkOf('eth1', {master: 'docker0'})]},
		},
		'a bridge of virtual machines, of which nodes may be': {
			evidence: {...lost, links: [...lost.links, portOf('tun')]},
		},
		...Object.fromEntries(
			['virbr0', 'lxdbr0', 'cni0', 'br-lan'].map(name => [
				`${name}, whose machine or pod is shut off`,
				{
					evidence: {
						...lost,
						links: [linkOf('eth0'), {...bridge, name}],
						routes: [byRouter, {...docker, dev: name}],
					},
				},
			]),
		),
		'the bridge by which this node reaches others': {
			evidence: {...lost, routes: [{...byRouter, dev: 'docker0'}, docker]},
		},
		'a route by a router': {evidence: {...lost, routes: [byRouter, {...docker, gateway: '172.17.0.9'}]}},
		'a card of that network': {
			evidence: {...lost, routes: [byRouter, {...docker, dev: 'eth1'}], links: [linkOf('eth1')]},
		},
	},
	fails: {
		'a bridge without containers': {evidence: lost, findings: found},
		...Object.fromEntries(
			['br-0123456789ab', 'docker_gwbridge', 'podman0', 'cni-podman0'].map(name => [
				name,
				{
					evidence: {
						...lost,
						links: [linkOf('eth0'), {...bridge, name}],
						routes: [byRouter, {...docker, dev: name}],
					},
					findings: [{message: 'swallowed', subject: {kind: 'Interface' as const, name}}],
				},
			]),
		),
		'a bridge of containers': {evidence: {...lost, links: [...lost.links, portOf('veth')]}, findings: found},
	},
});
