package io.eligo.jobs.demodata;

import java.util.List;
import java.util.Locale;

/** What things are called: Kenyan towns, corners and seasons. Made up, so that nobody's brand stands on a demo screen. */
final class Names {
    private static final List<Trade> TRADES = List.of(Trade.values());
    private static final List<String> TOWNS = List.of(
            "Nairobi",
            "Mombasa",
            "Kisumu",
            "Nakuru",
            "Eldoret",
            "Thika",
            "Malindi",
            "Kitale",
            "Garissa",
            "Kakamega",
            "Nyeri",
            "Machakos",
            "Meru",
            "Lamu",
            "Naivasha",
            "Kericho",
            "Embu",
            "Kilifi",
            "Nanyuki",
            "Voi",
            "Isiolo",
            "Bungoma",
            "Busia",
            "Homa Bay",
            "Kisii",
            "Migori",
            "Narok",
            "Kajiado",
            "Kitui",
            "Wajir",
            "Marsabit",
            "Lodwar",
            "Maralal",
            "Watamu",
            "Diani",
            "Limuru",
            "Ruiru",
            "Kiambu",
            "Karatina",
            "Muranga",
            "Nyahururu",
            "Siaya",
            "Iten",
            "Kapsabet",
            "Bomet");
    private static final List<String> CORNERS = List.of(
            "Corner",
            "Lakeside",
            "Hilltop",
            "Riverside",
            "Old Town",
            "Sunrise",
            "Uptown",
            "Market",
            "Junction",
            "Garden",
            "Highland",
            "Harbour",
            "Acacia",
            "Jacaranda",
            "Baobab",
            "Palm",
            "Savannah",
            "Valley",
            "Bridge",
            "Station");
    private static final List<String> STREETS = List.of(
            "Market Street",
            "Harbour Road",
            "Station Road",
            "Hospital Road",
            "Stadium Road",
            "Temple Road",
            "Mosque Street",
            "Church Road",
            "School Lane",
            "Bus Park",
            "Town Square",
            "River Road",
            "Hill Street",
            "Ring Road",
            "Bazaar Street");
    private static final List<String> OPEN = List.of(
            "Open daily from 8 to 8",
            "Open until late",
            "Open from 6 in the morning",
            "Closed on Sundays",
            "Open on weekends too");
    private static final List<String> CASHBACKS = List.of(
            "Cashback on %s",
            "Money back on %s", "Weekend cashback: %s", "Save every day on %s", "Pay by till, save on %s");
    private static final List<String> EXCLUSIVES = List.of(
            "Two for one: %s",
            "Long rains special: %s",
            "Holiday season: %s",
            "Lunch hour deal: %s",
            "Members' price on %s",
            "Harvest week: %s",
            "Back to school: %s",
            "Anniversary treat: %s",
            "Early bird: %s");
    private static final List<String> PLATFORM_WIDE = List.of(
            "Pay by till week",
            "Jamhuri Day bonus",
            "Welcome to the neighbourhood",
            "Month-end surprise",
            "Shop local days");
    private static final List<String> REWARDS =
            List.of("Free %s", "Half price on %s", "A friend gets %s free", "First in line for %s");

    private Names() {}

    static Trade trade(Draw draw) {
        return draw.of(TRADES);
    }

    static String town(Draw draw) {
        return draw.of(TOWNS);
    }

    static String business(Draw draw, Trade trade) {
        return String.format(Locale.ROOT, "%s %s %s", town(draw), draw.of(CORNERS), draw.of(trade.names));
    }

    static String street(Draw draw) {
        return draw.of(STREETS);
    }

    static String openingHours(Draw draw) {
        return draw.of(OPEN);
    }

    static String cashback(Draw draw, Trade trade) {
        return String.format(Locale.ROOT, draw.of(CASHBACKS), draw.of(trade.goods));
    }

    static String exclusive(Draw draw, Trade trade) {
        return String.format(Locale.ROOT, draw.of(EXCLUSIVES), draw.of(trade.goods));
    }

    static String platformWide(Draw draw) {
        return String.format(Locale.ROOT, "%s, %s", draw.of(PLATFORM_WIDE), town(draw));
    }

    static String reward(Draw draw, Trade trade) {
        return String.format(Locale.ROOT, draw.of(REWARDS), draw.of(trade.goods));
    }
}
