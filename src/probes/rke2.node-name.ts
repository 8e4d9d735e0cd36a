import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';
import {textSetting} from '../derive/config-merge.ts';
import {parseCertificates} from '../parsers/certificate.ts';
import {rke2Configuration} from './rke2.configuration.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';
import {systemHostname} from './system.hostname.ts';

export interface NodeName {
	readonly name: string;
	readonly toldBy: string;
}

/** The name that kubelet's certificate was made for; without it, what RKE2 would call this node. */
export const rke2NodeName = defineProbe({
	id: 'rke2.node-name',
	summary: 'name of this node in the cluster',
	needs: {dataDirectory: rke2DataDirectory, hostname: systemHostname},
	wants: {configuration: rke2Configuration},
	requests: ({dataDirectory}) => [file(`${dataDirectory.path}/agent/client-kubelet.crt`)],
	parse: ([certificate], {hostname}, {configuration}): NodeName => {
		const certified = certifiedName(certificate);
		if (certified !== undefined) {
			return {name: certified, toldBy: 'certificate of kubelet'};
		}
		const configured = configuration.ok ? textSetting(configuration.value.settings, 'node-name') : undefined;
		return configured
			? {name: configured.toLowerCase(), toldBy: 'configuration node-name'}
			: {name: hostname.toLowerCase(), toldBy: 'host name'};
	},
});

/** Not root, or never joined: the certificate cannot be read, and the next best source decides. */
const certifiedName = (reply: Reply | undefined): string | undefined => {
	const text = reply?.status === 'answered' ? textIfFound(reply) : undefined;
	const [leaf] = text === undefined ? [] : parseCertificates(text);
	return /CN=system:node:([^,\s]+)/.exec(leaf?.subject ?? '')?.[1];
};
