import {test} from 'vitest';
import check from '../../../checks/underlay/neighbour.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	eth0,
	links,
	neighbourOf,
	onOverlay,
	onUnderlay,
	ownRoutes,
	peerOf,
	routeOf,
} from '../flannel-builders.ts';
import {rules} from '../host/evidence.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const [macOne, macThree] = ['52:54:00:00:00:01', '52:54:00:00:00:03'];
const routes = [...ownRoutes, routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0'})];
const learned = (address: string, mac: string) => ({
	...neighbourOf(address, 'eth0', mac),
	states: ['REACHABLE'],
});
const silent = {
	plan: {peers: [one, three], source: 'api'} as const,
	links,
	routes,
	rules,
	servers: ['10.0.0.1:6443'],
	reached: ['10.0.0.1'],
	neighbours: [learned('10.0.0.1', macOne), learned('10.0.0.3', macThree)],
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'silent')],
	overlay: [onOverlay(one, 'answered'), onOverlay(three, 'silent')],
	underlayPings: [onUnderlay(three, 'silent')],
};
const answering = {
	...silent,
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	underlayPings: [],
};
const byHand = {
	...silent,
	neighbours: [learned('10.0.0.1', macOne), neighbourOf('10.0.0.3', 'eth0', macThree)],
};
const hops = ['10.0.0.253', '10.0.0.254'].map(gateway => ({gateway, dev: 'eth0', flags: []}));
const byTwoRouters = {...routeOf('0.0.0.0/0', {}), nexthops: hops};
const otherMachine = learned('10.0.0.77', '02:00:00:00:00:77');
const routerOfSite = learned('10.0.0.254', '02:00:00:00:00:fe');
const ofThree = {kind: 'Peer', name: 'node-3'} as const;

const [far, away] = [peerOf(7, {underlay: '10.1.0.7'}), peerOf(8, {underlay: '10.1.0.8'})];
const down = peerOf(7, {underlay: '10.1.0.7', standing: 'not-ready'});
const four = peerOf(4);
const stopped = peerOf(3, {standing: 'not-ready'});
const proxied = {
	...silent,
	plan: {peers: [one, three, four], source: 'api'} as const,
	neighbours: ['10.0.0.1', '10.0.0.3', '10.0.0.4'].map(address => learned(address, macOne)),
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'silent'), onUnderlay(four, 'answered')],
	overlay: [onOverlay(one, 'answered'), onOverlay(three, 'silent'), onOverlay(four, 'answered')],
};
const router = neighbourOf('10.0.0.254', 'eth0', '02:de:ad:00:00:01');
const beyond = {
	...silent,
	plan: {peers: [one, far, away], source: 'api'} as const,
	neighbours: [learned('10.0.0.1', macOne), router],
	underlay: [onUnderlay(one, 'answered'), onUnderlay(far, 'silent'), onUnderlay(away, 'silent')],
	overlay: [onOverlay(one, 'answered'), onOverlay(far, 'silent'), onOverlay(away, 'silent')],
	underlayPings: [onUnderlay(far, 'silent'), onUnderlay(away, 'silent')],
};

testCheck(test, check, {
	passes: {
		'nodes behind a router, one of which answers': {
			evidence: {
				...beyond,
				underlay: [onUnderlay(one, 'answered'), onUnderlay(far, 'answered'), onUnderlay(away, 'silent')],
				underlayPings: [onUnderlay(away, 'silent')],
			},
		},
		'nodes behind a router where only servers may be asked, and one answers': {
			evidence: {...beyond, reached: ['10.1.0.1']},
		},
		'a node that is down behind a router': {
			evidence: {
				...beyond,
				plan: {peers: [one, down], source: 'api'} as const,
				underlay: [onUnderlay(one, 'answered'), onUnderlay(down, 'silent')],
				overlay: [onOverlay(one, 'answered'), onOverlay(down, 'silent')],
				underlayPings: [onUnderlay(down, 'silent')],
			},
		},
		'nodes behind a router whose MAC was learned': {
			evidence: {...beyond, neighbours: [learned('10.0.0.1', macOne), learned('10.0.0.254', macThree)]},
		},
		'a node that is down, whose MAC is its own': {evidence: silent},
		'a node that is down, whose MAC is not known': {
			evidence: {...silent, neighbours: [neighbourOf('10.0.0.3', 'eth0')]},
		},
		'an entry by hand that is right': {evidence: {...byHand, ...answering, neighbours: byHand.neighbours}},
		'nodes on one host, which share a MAC and answer': {
			evidence: {...answering, neighbours: [learned('10.0.0.1', macOne), learned('10.0.0.3', macOne)]},
		},
		'a network with one MAC for all, whose router is not known, and one does not answer': {evidence: proxied},
		'one of two routers of a route answers for all of them, and one is down': {
			evidence: {
				...silent,
				routes: [...ownRoutes, byTwoRouters],
				neighbours: ['10.0.0.254', '10.0.0.1', '10.0.0.3'].map(address => learned(address, macOne)),
			},
		},
		'the same MAC on another link': {
			evidence: {
				...silent,
				neighbours: [
					{...learned('10.0.0.1', macThree), link: 'eth1'},
					learned('10.0.0.3', macThree),
					learned('10.0.0.254', macOne),
				],
			},
		},
		'a router answers for all of them, and one is down': {
			evidence: {
				...silent,
				neighbours: ['10.0.0.254', '10.0.0.1', '10.0.0.3'].map(address => learned(address, macOne)),
			},
		},
	},
	fails: {
		'an entry made by hand for a node that BGP has made the gateway to its pods': {
			evidence: {
				...byHand,
				routes: [...routes, routeOf('10.42.3.0/26', {gateway: '10.0.0.3', dev: 'eth0', protocol: 'bird'})],
			},
			findings: [{message: 'byHand', subject: ofThree}],
		},
		'nodes behind a router whose MAC was entered by hand': {
			evidence: beyond,
			findings: [
				{
					message: 'routerByHand',
					subject: {kind: 'Endpoint', name: '10.0.0.254'},
					text: 'No answer comes from node-7 and node-8',
				},
			],
		},
		'an entry by hand for a machine that was replaced': {
			evidence: byHand,
			findings: [{message: 'byHand', subject: ofThree, text: `${macThree}, which somebody entered by hand`}],
		},
		'a machine that was cloned from this one': {
			evidence: {...silent, neighbours: [learned('10.0.0.3', eth0.mac ?? '')]},
			findings: [{message: 'ownMac', subject: ofThree, text: '10.0.0.3 has the MAC of eth0 of this node'}],
		},
		'two machines of one image': {
			evidence: {
				...silent,
				neighbours: [...['10.0.0.1', '10.0.0.3'].map(address => learned(address, macOne)), otherMachine],
			},
			findings: [{message: 'sameMac', subject: ofThree, text: 'the same MAC as node-1'}],
		},
		'one MAC for all but the router: another may answer for them': {
			evidence: {
				...silent,
				neighbours: [...['10.0.0.1', '10.0.0.3'].map(address => learned(address, macOne)), routerOfSite],
			},
			findings: [{message: 'maybeSameMac', subject: ofThree, text: 'either two machines'}],
		},
		'one MAC, and a node that is down: a router may answer for both': {
			evidence: {
				...silent,
				plan: {peers: [one, stopped], source: 'api'} as const,
				neighbours: [learned('10.0.0.1', macOne), learned('10.0.0.3', macOne)],
				underlay: [onUnderlay(one, 'answered'), onUnderlay(stopped, 'silent')],
				overlay: [onOverlay(one, 'answered'), onOverlay(stopped, 'silent')],
				underlayPings: [onUnderlay(stopped, 'silent')],
			},
			findings: [{message: 'maybeSameMac', subject: ofThree, text: 'either two machines'}],
		},
	},
});
