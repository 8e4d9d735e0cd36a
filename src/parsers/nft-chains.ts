import {jsonFrom} from './json-text.ts';
import {arrayOf, isObject, objectIfAt, objectOf, present, textAt, textIfAt} from './json-value.ts';

/** Where a chain stands, without its rules. */
export interface NftChainPlace {
	readonly family: string;
	readonly table: string;
	readonly name: string;
	/** Only of base chains. */
	readonly hook?: string;
	readonly type?: string;
}

/** `nft -j list chains`, which leaves the tables out. */
export const parseNftChains = (text: string): readonly NftChainPlace[] =>
	arrayOf(objectOf(jsonFrom(text), 'the output').nftables, '"nftables"')
		.filter(isObject)
		.map(item => objectIfAt(item, 'chain'))
		.filter(chain => chain !== undefined)
		.map(chain => ({
			family: textAt(chain, 'family'),
			table: textAt(chain, 'table'),
			name: textAt(chain, 'name'),
			...present({hook: textIfAt(chain, 'hook'), type: textIfAt(chain, 'type')}),
		}));
