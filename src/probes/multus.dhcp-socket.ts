import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {stat} from '../core/request.ts';

/** https://github.com/containernetworking/plugins/blob/main/plugins/ipam/dhcp/main.go */
const path = '/run/cni/dhcp.sock';

export const multusDhcpSocket = defineProbe({
	id: 'multus.dhcp-socket',
	summary: 'whether the daemon of the IPAM plugin dhcp has its socket on this node',
	requests: () => [stat(path)],
	parse: ([reply]) => ({path, exists: textIfFound(reply) !== undefined}),
});
