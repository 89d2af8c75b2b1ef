import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Judge PDF files by veraPDF: VeraCheck FLAVOURS FILE..., where FLAVOURS is like "ua1,2a".
 *
 * Prints a line per file and flavour, and after it a line per broken rule with its first example:
 *   RESULT <tab> file <tab> flavour <tab> true|false <tab> number of assertions
 *   BROKEN <tab> clause and test <tab> message and place
 */
class VeraCheck {
    static final int ALL = 5_000_000;

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < arguments.length; i++) {
            for (String flavour : arguments[0].split(",")) {
                judge(arguments[i], PDFAFlavour.byFlavourId(flavour));
            }
        }
    }

    static void judge(String file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                PDFAValidator validator = Foundries.defaultInstance()
                        .createValidator(flavour, ALL, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            line("RESULT", file, flavour.getId(), result.isCompliant(), result.getTotalAssertions());
            Map<String, TestAssertion> broken = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                    broken.putIfAbsent(rule, assertion);
                }
            }
            broken.forEach((rule, first) ->
                    line("BROKEN", rule, first.getMessage() + " @ " + first.getLocation().getContext()));
        }
    }

    static void line(Object... fields) {
        StringBuilder text = new StringBuilder();
        for (Object field : fields) {
            text.append(text.length() == 0 ? "" : "\t").append(String.valueOf(field).replaceAll("\\s+", " "));
        }
        System.out.println(text);
    }
}
