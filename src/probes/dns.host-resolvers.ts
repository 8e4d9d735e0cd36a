import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {listSetting, textSetting} from '../derive/config-merge.ts';
import {isUsableByPods, type ResolverFile} from '../derive/host-resolver.ts';
import {parseResolvConf} from '../parsers/resolver-settings.ts';
import {type Rke2Configuration, rke2Configuration} from './rke2.configuration.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

export interface HostResolvers {
	/** /etc/resolv.conf; absent when there is none. */
	readonly host?: ResolverFile;
	/** The file that the kubelet hands on to pods that want the resolver of the node; absent when it is not there. */
	readonly kubelet?: ResolverFile;
	/** Whether RKE2 wrote that file itself, with public servers, since no other is usable. */
	readonly isFallback: boolean;
}

const hostPath = '/etc/resolv.conf';
const systemdPath = '/run/systemd/resolve/resolv.conf';

/** Somebody may have chosen the file, for RKE2 or for the kubelet alone. */
const chosenPath = ({settings}: Rke2Configuration): string | undefined => {
	const flag = listSetting(settings, 'kubelet-arg')
		.map(argument => /^(?:--)?resolv-conf=(\/\S+)$/.exec(argument)?.[1])
		.findLast(path => path !== undefined);
	const path = flag ?? textSetting(settings, 'resolv-conf');
	return path?.startsWith('/') && !path.split('/').includes('..') ? path : undefined;
};

export const dnsHostResolvers = defineProbe({
	id: 'dns.host-resolvers',
	summary: 'the name servers of this node, and those that the kubelet hands on to CoreDNS',
	needs: {configuration: rke2Configuration, dataDirectory: rke2DataDirectory},
	requests: ({configuration, dataDirectory}) => {
		const chosen = chosenPath(configuration);
		const paths = [hostPath, systemdPath, `${dataDirectory.path}/agent/etc/resolv.conf`];
		return [...paths, ...(chosen === undefined ? [] : [chosen])].map(path => file(path));
	},
	parse: (replies, {configuration, dataDirectory}): HostResolvers => {
		const fallbackPath = `${dataDirectory.path}/agent/etc/resolv.conf`;
		const chosen = chosenPath(configuration);
		const [host, systemd, fallback, other] = [hostPath, systemdPath, fallbackPath, chosen ?? ''].map(
			(path, index): ResolverFile | undefined => {
				const text = index < replies.length ? textIfFound(replies[index]) : undefined;
				return text === undefined ? undefined : {path, settings: parseResolvConf(text)};
			},
		);
		const own = [host, systemd].find(entry => entry !== undefined && isUsableByPods(entry));
		const kubelet = chosen === undefined ? (own ?? fallback) : other;
		return {
			...(host !== undefined && {host}),
			...(kubelet !== undefined && {kubelet}),
			isFallback: chosen === undefined && own === undefined && fallback !== undefined,
		};
	},
});
