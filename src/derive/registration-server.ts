import {isIP} from 'node:net';
import {type Config, textSetting} from './config-merge.ts';

/** Where a node joins, and asks again whenever it starts. */
export interface RegistrationServer {
	/** As configured. */
	readonly url: string;
	readonly address: string;
	readonly port: number;
}

/** Only an address: nobody resolves names here. https://docs.rke2.io/install/ha#1-configure-the-fixed-registration-address */
export const registrationServer = (settings: Config): RegistrationServer | undefined => {
	const url = textSetting(settings, 'server') ?? '';
	const [, bracketed, plain = '', port = '443'] =
		/^https:\/\/(?:\[([^\]]+)\]|([^:/]+))(?::(\d{1,5}))?\/?$/.exec(url) ?? [];
	const address = bracketed ?? plain;
	return isIP(address) === 0 || Number(port) > 65_535 ? undefined : {url, address, port: Number(port)};
};
