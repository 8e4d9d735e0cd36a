import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {parseIpVs, type VirtualServer} from '../parsers/ip-vs.ts';
import {type DnsContact, dnsContact} from './dns.contact.ts';
import {ipAddress} from './ip.address.ts';

const isDead = ({service, endpoints}: DnsContact): boolean =>
	service.result !== 'answered' && endpoints.some(({answer}) => answer?.result === 'answered');

export const ipvsServers = defineProbe({
	id: 'ipvs.servers',
	summary:
		'the virtual servers of IPVS, where kube-ipvs0 holds the address of the cluster DNS and only its endpoints answer',
	needs: {contact: dnsContact, addresses: ipAddress},
	requests: ({contact, addresses}) =>
		isDead(contact) &&
		addresses.some(({link, address}) => link === 'kube-ipvs0' && address === contact.address)
			? [file('/proc/net/ip_vs')]
			: [],
	// Where kube-ipvs0 has the address there is IPVS: without the file nothing is known.
	parse: ([reply]): readonly VirtualServer[] => (reply === undefined ? [] : parseIpVs(textOf(reply))),
});
